package io.github.mtasts;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Gives a parameterized test the samples that carry one of its tags, so that the conformance id on the test and the rows
 * that prove it cannot drift apart. A tag without a sample fails the test.
 *
 * @param <S> the type of the samples
 */
public abstract class SamplesByTag<S extends SamplesByTag.Sample> implements ArgumentsProvider {
    private final List<S> samples;

    protected SamplesByTag(List<S> samples) {
        this.samples = samples;
    }

    @Override
    public final Stream<? extends Arguments> provideArguments(
            ParameterDeclarations parameters, ExtensionContext context) {
        Set<String> tags = context.getTags();
        List<Arguments> chosen = samples.stream()
                .filter(sample -> tags.contains(sample.tag()))
                .map(Arguments::of)
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalStateException("no sample has one of the tags " + tags);
        }
        return chosen.stream();
    }

    /** One row of a table. */
    public interface Sample {
        String tag();
    }
}
