package io.github.mtasts.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Opening;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Openings on virtual threads do not hold up the threads that carry them. The first openings in a JVM load and initialize
 * classes, and a virtual thread that waits for a class stays on its carrier, whatever the library does: on JDK 25 such waits were
 * all that was seen. They come before the recording, and do not count in it. Needs Java 21.
 */
@Timeout(600)
class VirtualThreadsTest {
    private static final String PINNED = "jdk.VirtualThreadPinned";
    private static final Duration LONGEST = Duration.ofMillis(20);
    private static final int FIRST_OPENINGS = 100;
    private static final int OPENINGS = 500;
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";

    private final TestNetwork net = TestNetwork.start();
    private final Rig rig = new Rig(net);

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        rig.close();
        net.close();
    }

    @Test
    void fiveHundredOpeningsPinNoCarrier() throws Exception {
        Assumptions.assumeTrue(
                Runtime.version().feature() >= 21,
                "left out: virtual threads need Java 21, and this is " + Runtime.version());
        net.mx(DOMAIN, HOST).publish(DOMAIN, "id1", TestNetwork.policy("enforce", 86_400, HOST));
        openOnVirtualThreads(FIRST_OPENINGS);
        try (Recording recording = new Recording()) {
            recording.enable(PINNED).withThreshold(LONGEST).withStackTrace();
            recording.start();
            openOnVirtualThreads(OPENINGS);
            recording.stop();
            Path file = folder.resolve("pinned.jfr");
            recording.dump(file);
            assertThat(RecordingFile.readAllEvents(file))
                    .filteredOn(event -> !isAboutClasses(event))
                    .isEmpty();
        }
    }

    private void openOnVirtualThreads(int number) throws Exception {
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try {
            List<Future<Boolean>> openings = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                openings.add(threads.submit(this::open));
            }
            for (Future<Boolean> opening : openings) {
                assertThat(opening.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    private boolean open() throws IOException {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
            if (proceed.open(rig.dialer(HOST)) instanceof Opening.Ready<Socket> ready) {
                ready.connection().close();
                return true;
            }
            return false;
        }
    }

    /** Whether the thread waited for a class: to be loaded, linked or initialized by another thread. */
    private static boolean isAboutClasses(RecordedEvent event) {
        if (event.hasField("pinnedReason")) {
            String reason = event.getString("pinnedReason");
            if (reason != null && reason.startsWith("Waited for initialization of ")) {
                return true;
            }
        }
        return event.getStackTrace() != null
                && event.getStackTrace().getFrames().stream().limit(10).anyMatch(VirtualThreadsTest::loadsClasses);
    }

    private static boolean loadsClasses(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        String method = frame.getMethod().getName();
        return method.equals("<clinit>")
                || method.startsWith("loadClass")
                || method.startsWith("linkCallSite")
                || type.startsWith("java.lang.invoke.");
    }
}
