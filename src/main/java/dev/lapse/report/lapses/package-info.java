/** How many accounts lapsed, came back and were erased, from the history of lapses. */
@NullMarked
package dev.lapse.report.lapses;

import org.jspecify.annotations.NullMarked;
