/** Metrics and forecasts of the runs, for people and dashboards. */
@NullMarked
package dev.lapse.report;

import org.jspecify.annotations.NullMarked;
