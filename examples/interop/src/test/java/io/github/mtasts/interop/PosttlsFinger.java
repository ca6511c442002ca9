package io.github.mtasts.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Postfix's own verdict on MX hosts, from {@code posttls-finger -l secure}. */
final class PosttlsFinger {
    private static final String NEXT = "===";

    private PosttlsFinger() {}

    /** For each listener, whether Postfix verifies it as {@link MxNetwork#HOST}. */
    static List<Boolean> verified(Servers servers, Path folder, Path roots, List<String> listeners) throws IOException {
        Programs postfix = servers.programs(Software.POSTFIX);
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/main.cf"), """
                compatibility_level = 3.6
                myhostname = mail.sender.example
                mail_owner = postfix
                setgid_group = postdrop
                """);
        Files.copy(roots, folder.resolve("root.crt"));
        Files.writeString(
                folder.resolve("ask.sh"),
                "export MAIL_CONFIG=/mnt/run/conf\n"
                        + listeners.stream()
                                .map(listener -> "%s -c -l secure -F /mnt/run/root.crt -s %s '%s' %s%necho %s%n"
                                        .formatted(
                                                postfix.inSandbox("posttls-finger"),
                                                MxNetwork.HOST,
                                                listener,
                                                MxNetwork.HOST,
                                                NEXT))
                                .collect(Collectors.joining()));
        String said = servers.run(Software.POSTFIX, folder, List.of("sh", "/mnt/run/ask.sh"));
        List<Boolean> verdicts = new ArrayList<>();
        for (String answer : said.split(NEXT, -1)) {
            verdicts.add(answer.contains("Verified TLS connection established"));
        }
        return verdicts.subList(0, listeners.size());
    }
}
