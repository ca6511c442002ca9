package io.github.mtasts.lab.page;

import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.report.SenderResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Several senders, scenario by scenario.
 *
 * @param senders the senders, with distinct names
 * @param groups the scenarios of all senders
 */
record Comparison(List<SenderResult> senders, List<Group> groups) {
    /**
     * A family of scenarios.
     *
     * @param family its name
     * @param lines its scenarios
     */
    record Group(String family, List<Line> lines) {}

    /**
     * A scenario and its results.
     *
     * @param scenario the scenario
     * @param cells one for each sender, in their order
     */
    record Line(ScenarioInfo scenario, List<Cell> cells) {}

    /**
     * A scenario against a sender. Without row and reason it was not run.
     *
     * @param scenario the scenario's id
     * @param sender the sender's name
     * @param row the result
     * @param leftOut the reason for which it is not counted
     */
    record Cell(
            String scenario,
            String sender,
            @Nullable Row row,
            @Nullable LeftOut leftOut) {
        /** The class in the style sheet. */
        String style() {
            return row == null ? "none" : VerdictStyle.of(row.verdict());
        }
    }

    static Comparison of(List<SenderResult> given) {
        List<SenderResult> senders = DistinctSenders.of(given);
        List<Map<String, Row>> rows = senders.stream().map(Comparison::rows).toList();
        List<Map<String, LeftOut>> leftOut =
                senders.stream().map(Comparison::leftOut).toList();
        Map<String, List<Line>> families = new LinkedHashMap<>();
        for (ScenarioInfo scenario : inOrder(senders)) {
            List<Cell> cells = new ArrayList<>();
            for (int i = 0; i < senders.size(); i++) {
                cells.add(new Cell(
                        scenario.id(),
                        senders.get(i).sender(),
                        rows.get(i).get(scenario.id()),
                        leftOut.get(i).get(scenario.id())));
            }
            families.computeIfAbsent(scenario.family(), family -> new ArrayList<>())
                    .add(new Line(scenario, cells));
        }
        return new Comparison(
                senders,
                families.entrySet().stream()
                        .map(family -> new Group(family.getKey(), family.getValue()))
                        .toList());
    }

    /** All cells, scenario by scenario. */
    Stream<Cell> cells() {
        return groups.stream().flatMap(group -> group.lines().stream()).flatMap(line -> line.cells().stream());
    }

    private static Map<String, Row> rows(SenderResult sender) {
        Map<String, Row> rows = new LinkedHashMap<>();
        sender.rows().forEach(row -> rows.putIfAbsent(row.id(), row));
        return rows;
    }

    private static Map<String, LeftOut> leftOut(SenderResult sender) {
        Map<String, LeftOut> leftOut = new LinkedHashMap<>();
        sender.leftOut().forEach(one -> leftOut.putIfAbsent(one.id(), one));
        return leftOut;
    }

    /** All scenarios in the order of the catalogue; those that it no longer has come last. */
    private static List<ScenarioInfo> inOrder(List<SenderResult> senders) {
        Map<String, ScenarioInfo> scenarios = new LinkedHashMap<>();
        for (SenderResult sender : senders) {
            sender.rows().forEach(row -> scenarios.putIfAbsent(row.id(), ScenarioInfo.of(row)));
        }
        for (SenderResult sender : senders) {
            sender.leftOut().forEach(one -> scenarios.putIfAbsent(one.id(), ScenarioInfo.of(one)));
        }
        List<String> catalogue =
                Catalogue.scenarios().stream().map(Scenario::id).toList();
        Comparator<ScenarioInfo> order = Comparator.comparingInt(scenario -> {
            int place = catalogue.indexOf(scenario.id());
            return place < 0 ? catalogue.size() : place;
        });
        return scenarios.values().stream().sorted(order).toList();
    }
}
