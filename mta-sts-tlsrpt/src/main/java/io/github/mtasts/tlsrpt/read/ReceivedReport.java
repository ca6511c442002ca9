package io.github.mtasts.tlsrpt.read;

import java.nio.file.Path;

/**
 * A report of the inbox.
 *
 * @param file its file, which the caller deletes when it is no longer needed
 * @param result the result of reading it
 */
public record ReceivedReport(Path file, ReportRead result) {}
