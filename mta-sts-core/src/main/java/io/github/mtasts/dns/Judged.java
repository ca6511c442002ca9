package io.github.mtasts.dns;

import java.time.Duration;
import org.xbill.DNS.Message;

/**
 * An answer with the judgement of DNSSEC about it. Bogus answers are failures and never get here.
 *
 * @param answer the answer; it may end at an alias
 * @param secure whether everything in it is proved
 * @param longest how long its signatures allow to keep it
 */
record Judged(Message answer, boolean secure, Duration longest) {}
