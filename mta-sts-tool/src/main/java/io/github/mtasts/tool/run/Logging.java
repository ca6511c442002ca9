package io.github.mtasts.tool.run;

/**
 * How much of the library's log goes to standard error. Must be chosen before the first class of the library is used: the logger
 * reads the setting once.
 */
public final class Logging {
    private static final String LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private Logging() {}

    /** For commands that print what they found themselves: no log, unless the system property of the logger asks for one. */
    public static void quiet() {
        if (System.getProperty(LEVEL) == null) {
            System.setProperty(LEVEL, "off");
        }
    }

    /** For services: everything from level info on, with the time of day. */
    public static void ofService() {
        if ("off".equals(System.getProperty(LEVEL))) {
            System.setProperty(LEVEL, "info");
        }
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
        System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
    }
}
