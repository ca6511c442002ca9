package io.github.mtasts;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Supplies a parameterized test with the samples that have one of its tags, so that a conformance id on a test and the rows that
 * prove it always agree. A tag without a sample fails the test.
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
