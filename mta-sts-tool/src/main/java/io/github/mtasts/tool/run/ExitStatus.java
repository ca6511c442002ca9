package io.github.mtasts.tool.run;

/** The exit statuses of every subcommand. Scripts depend on them: a status never changes its meaning. */
public final class ExitStatus {
    /** What was asked for was done, and nothing is wrong. Warnings may have been printed. */
    public static final int GOOD = 0;
    /** Something is wrong with what was looked at. */
    public static final int PROBLEM = 1;
    /** The arguments or a configuration file are wrong; nothing was done. */
    public static final int WRONG_ARGUMENTS = 2;
    /** The DNS or the network gave no answer, so that there is no result; try again later. */
    public static final int UNKNOWN = 3;
    /** This command failed, for example because a file cannot be read or written. */
    public static final int BROKEN = 4;

    /** The heading of the list in {@code --help}. */
    public static final String HEADING = "%nExit status:%n";
    /** {@link #GOOD}, for {@code --help}. */
    public static final String SAYS_GOOD = "0:nothing is wrong; there may be warnings";
    /** {@link #PROBLEM}, for {@code --help}. */
    public static final String SAYS_PROBLEM = "1:something is wrong with what was looked at";
    /** {@link #WRONG_ARGUMENTS}, for {@code --help}. */
    public static final String SAYS_WRONG_ARGUMENTS = "2:the arguments are wrong; nothing was done";
    /** {@link #UNKNOWN}, for {@code --help}. */
    public static final String SAYS_UNKNOWN = "3:the DNS or the network gave no answer; try again later";
    /** {@link #BROKEN}, for {@code --help}. */
    public static final String SAYS_BROKEN = "4:the command failed, such as at a file";

    private ExitStatus() {}
}
