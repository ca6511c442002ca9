package io.github.mtasts.lab.command;

import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.report.Summary;
import java.util.List;

/** The exit status of the command, and its text in {@code --help}. */
final class ExitStatus {
    static final int GOOD = 0;
    static final int BAD = 1;
    static final int WRONG_ARGUMENTS = 2;
    static final int BROKEN = 3;

    static final String HEADING = "%nExit status:%n";
    static final String SAYS_SAFE = GOOD + ":the sender under test neither leaked nor bounced nor over-blocked";
    static final String SAYS_LEAKED = BAD + ":it leaked, bounced or over-blocked";
    static final String SAYS_WRONG_ARGUMENTS = WRONG_ARGUMENTS + ":the arguments are wrong; nothing was run";
    static final String SAYS_BROKEN = BROKEN + ":the lab or a sender failed, or a file cannot be written";

    private ExitStatus() {}

    /** A bad verdict on the sender under test counts more than a scenario that broke off. */
    static int of(SenderResult underTest, List<SenderResult> all) {
        if (Summary.of(underTest.rows()).fails()) {
            return BAD;
        }
        return all.stream().anyMatch(one -> one.brokenOff() > 0) ? BROKEN : GOOD;
    }
}
