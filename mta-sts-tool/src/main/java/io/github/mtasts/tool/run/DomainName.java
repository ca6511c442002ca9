package io.github.mtasts.tool.run;

import io.github.mtasts.name.PolicyDomain;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a domain name from the command line, in U-labels or A-labels. */
public final class DomainName implements ITypeConverter<PolicyDomain> {
    /** Made by picocli. */
    public DomainName() {}

    @Override
    public PolicyDomain convert(String value) {
        return PolicyDomain.parse(value)
                .orElseThrow(() -> new TypeConversionException("'" + value + "' is not a domain name"));
    }
}
