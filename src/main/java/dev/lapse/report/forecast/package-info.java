/**
 * What the runs of the coming days will find and do: the selection of the plan with a later {@code
 * now}, followed run by run.
 */
@NullMarked
package dev.lapse.report.forecast;

import org.jspecify.annotations.NullMarked;
