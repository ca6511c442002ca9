package io.github.mtasts.tlsrpt.read;

import java.nio.file.Path;

/**
 * A file of the inbox, read.
 *
 * @param file where it is; it stays there until somebody deletes it
 * @param result what it says, or why it says nothing
 */
public record ReceivedReport(Path file, ReportRead result) {}
