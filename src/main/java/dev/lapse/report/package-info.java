/** What a person or a dashboard reads of the runs. */
@NullMarked
package dev.lapse.report;

import org.jspecify.annotations.NullMarked;
