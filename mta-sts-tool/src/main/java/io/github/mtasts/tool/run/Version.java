package io.github.mtasts.tool.run;

import picocli.CommandLine.IVersionProvider;

/** The version that {@code --version} prints: that of the jar. */
public final class Version implements IVersionProvider {
    /** Made by picocli. */
    public Version() {}

    @Override
    public String[] getVersion() {
        return new String[] {"mta-sts " + number()};
    }

    /**
     * The number alone.
     *
     * @return such as {@code 1.2.0}; {@code development} when the classes are in no jar
     */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
