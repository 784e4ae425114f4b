/**
 * What the runs of the coming days will find and do: the plan's selection with a later {@code now},
 * simulated run by run.
 */
@NullMarked
package dev.lapse.report.forecast;

import org.jspecify.annotations.NullMarked;
