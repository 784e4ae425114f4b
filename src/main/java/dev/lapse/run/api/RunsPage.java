package dev.lapse.run.api;

import dev.lapse.run.record.RunSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of runs, newest first.
 *
 * @param next value of {@code before} for the next page; null on the last page
 */
record RunsPage(List<RunSummary> runs, @Nullable Long next) {}
