package io.github.mtasts.lab.page;

import io.github.mtasts.lab.report.SenderResult;
import java.util.Collections;
import java.util.List;

/** Gives senders of the same name distinct names: the day is added and, if needed, a number. */
final class DistinctSenders {
    private DistinctSenders() {}

    static List<SenderResult> of(List<SenderResult> senders) {
        List<String> given = senders.stream().map(SenderResult::sender).toList();
        Names names = new Names();
        return senders.stream()
                .map(sender -> named(sender, names.unused(wanted(sender, given), ", no. ")))
                .toList();
    }

    private static String wanted(SenderResult sender, List<String> given) {
        boolean unique = Collections.frequency(given, sender.sender()) == 1;
        return unique ? sender.sender() : sender.sender() + ", " + sender.day();
    }

    private static SenderResult named(SenderResult sender, String name) {
        return new SenderResult(name, sender.date(), sender.platform(), sender.rows(), sender.leftOut());
    }
}
