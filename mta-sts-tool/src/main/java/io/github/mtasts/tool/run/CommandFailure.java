package io.github.mtasts.tool.run;

/** Ends a subcommand with an exit status and one sentence, which is printed without a stack trace. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One of {@link ExitStatus}. */
    private final int status;

    /**
     * Makes a failure.
     *
     * @param status one of {@link ExitStatus}
     * @param sentence what is wrong, and what to do
     */
    public CommandFailure(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /**
     * Makes a failure with its cause, which is not printed.
     *
     * @param status one of {@link ExitStatus}
     * @param sentence what is wrong, and what to do
     * @param cause why
     */
    public CommandFailure(int status, String sentence, Throwable cause) {
        super(sentence, cause);
        this.status = status;
    }

    /**
     * The exit status.
     *
     * @return one of {@link ExitStatus}
     */
    public int status() {
        return status;
    }

    /**
     * The sentence.
     *
     * @return never null
     */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
