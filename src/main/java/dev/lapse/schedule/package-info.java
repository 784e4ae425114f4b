/** From {@code jobs/*.yaml} to Quartz: which job runs when, and which business date is due. */
@NullMarked
package dev.lapse.schedule;

import org.jspecify.annotations.NullMarked;
