package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The parser over policies that were published. They are other people's files and no part of this project; the folder
 * is given with {@code -Dmtasts.data=...}.
 */
class RealPoliciesTest {
    /** Every refused file, with a part of the reason. All others must be policies. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("4D5YqUngUAma35o__mta-sts.txt", "line 1: there is white space before \"version"),
            Map.entry("ATCADS__mta-sts.sbcountyatc.gov__f83d252.txt", "line 2: mode is \"[enforce|testing|none] # 1."),
            Map.entry(
                    "Ajax910__MTA-STS-Expinn.consulting-Policy__3b376d8.txt",
                    "line 2: mode is \"[enforce|testing|none] # 1."),
            Map.entry("Ajax910__MTS-STS-Policy__8b57cf0.txt", "line 3: mx is \"Priority 0: SMTP.GOOGLE.COM\""),
            Map.entry("AlertasTI__mta-sts__0bda50e.txt", "no version and no mode and no max_age"),
            Map.entry("AlertasTI__mta-sts__e9ced76.txt", "line 2: there is white space before \"mode\""),
            Map.entry("AlertasTI__mta-sts__ffc65c4.txt", "line 2: there is white space before \"mode\""),
            Map.entry("AnthonyVadala__Bokagha.github.io.txt", "line 1: \"---\" has no colon"),
            Map.entry(
                    "ArchitecturePLB__mta-sts.architectureplb.tld__b121bf6.txt",
                    "line 2: mode is \"[enforce|testing|none] # 1."),
            Map.entry("ExpertsInside__mta-sts.txt", "line 1: \"---\" has no colon"),
            Map.entry("JBYoshi__mta-sts.txt", "line 1: \"---\" has no colon"),
            Map.entry("OMGSoundboard__OMGSoundboard.github.io.txt", "line 1: \"---\" has no colon"),
            Map.entry("Securenetology__mta-sts.txt", "line 2: mode is \"enforced\""),
            Map.entry("Securenetology__mta-sts__7d1ca42.txt", "line 2: mode is \"test\""),
            Map.entry("Securenetology__mta-sts__a6dc9be.txt", "line 2: mode is \"enforced\""),
            Map.entry("Sharksmgmt__mta-sts__c38d0ed.txt", "line 4: max_age is \"86400version: STSv1\""),
            Map.entry("Sharksmgmt__mta-sts__e20c79e.txt", "line 9: \"Add mta-sts.txt inside .well-known "),
            Map.entry("SincereK-3D-Prints__backend.txt", "line 3: mx is \"_dc-mx.7448e41c9abd.sincerek3"),
            Map.entry("apothiq__MTA__772f5b2.txt", "line 1: the policy starts with a byte order "),
            Map.entry("apothiq__MTA__850d683.txt", "line 1: the policy is not UTF-8 text but loo"),
            Map.entry("atirado__mta-sts__53ef7b0.txt", "line 9: \"npm\" has no colon"),
            Map.entry("atirado__mta-sts__c5a4739.txt", "line 2: mode is \"enforced\""),
            Map.entry("cyberfear-com__frontEnd.txt", "line 2: mode is \"live\""),
            Map.entry("dion315__dion315.github.io__d78b663.txt", "line 3: mx is \"mx1.hostinger.com mx2.hosting"),
            Map.entry(
                    "duboischemicals__mta-sts.solutionsgtr.ca__root.txt",
                    "line 1: there is white space before \"version"),
            Map.entry("jdgonzalesdp__Livalittle.txt", "line 1: version is \"STSv1\\\""),
            Map.entry("jdgonzalesdp__Livalittle__e1689eb.txt", "line 2: mode is \"enforce\\\""),
            Map.entry("jpmahinay__tools.txt", "line 3: mx is \"\""));

    @Test
    void refusesExactlyTheFilesThatAreNoPolicies() throws IOException {
        String data = System.getProperty("mtasts.data", "");
        assumeFalse(data.isEmpty(), "left out: real policies, because no folder is given with -Dmtasts.data=...");

        Map<String, String> refused = new TreeMap<>();
        for (Path file : files(Path.of(data, "policies"))) {
            byte[] body = Files.readAllBytes(file);
            if (PolicyParser.parse(body) instanceof PolicyParse.Invalid invalid) {
                refused.put(file.getFileName().toString(), invalid.reason());
            }
        }

        assertThat(refused).containsOnlyKeys(REFUSED.keySet());
        REFUSED.forEach((name, reason) -> assertThat(refused.get(name)).as(name).contains(reason));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }
}
