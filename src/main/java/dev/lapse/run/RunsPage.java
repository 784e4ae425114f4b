package dev.lapse.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some runs, newest first.
 *
 * @param next what {@code before} must be for those that follow; null where none do
 */
record RunsPage(List<RunSummary> runs, @Nullable Long next) {}
