package io.github.mtasts.tool.server;

import io.github.mtasts.tool.json.Json;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.terminal.SafeText;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Prints what a service does, one event a line: a sentence for people, or an object for programs. Thread-safe. */
public final class ServiceLog {
    private final PrintWriter out;
    private final boolean isJson;
    private final Clock clock;

    /**
     * Makes a log.
     *
     * @param out where it is printed
     * @param isJson whether each line is a JSON object
     * @param clock the time of the events
     */
    public ServiceLog(PrintWriter out, boolean isJson, Clock clock) {
        this.out = out;
        this.isJson = isJson;
        this.clock = clock;
    }

    /**
     * Prints an event.
     *
     * @param event its name for programs, which never changes its meaning
     * @param sentence what happened
     * @param details members for programs
     */
    public synchronized void say(String event, String sentence, JsonObject details) {
        String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        if (isJson) {
            JsonObject line =
                    new JsonObject().with("time", time).with("event", event).with("what", sentence);
            details.members().forEach(line::with);
            out.println(Json.line(line.members()));
        } else {
            out.println(time + " " + SafeText.line(sentence));
        }
        out.flush();
    }

    /**
     * Prints an event without details.
     *
     * @param event its name for programs
     * @param sentence what happened
     */
    public void say(String event, String sentence) {
        say(event, sentence, new JsonObject());
    }
}
