package io.github.mtasts.tool.reports;

import io.github.mtasts.name.PolicyDomain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an inbox is kept.
 *
 * @param folder where the reports are stored
 * @param path the path of the https destination
 * @param mail a folder or maildir with reports by mail; null for none
 * @param site where page, CSV and JSON go; null for nowhere
 * @param own the domains of the summary; empty for all
 * @param acceptUnverified whether mail without a valid signature counts
 * @param maxOctets the largest report
 * @param maxReports the largest number of stored reports of each kind
 * @param minFreeOctets a post is refused while the disk has less room than this
 * @param remake how often mail is taken in and the site is made anew, at most
 * @param requestTime how long one post may take
 */
record InboxSettings(
        Path folder,
        String path,
        @Nullable Path mail,
        @Nullable Path site,
        List<PolicyDomain> own,
        boolean acceptUnverified,
        int maxOctets,
        int maxReports,
        long minFreeOctets,
        Duration remake,
        Duration requestTime) {}
