/** The current time by the program's clock and the database's. */
@NullMarked
package dev.lapse.clock;

import org.jspecify.annotations.NullMarked;
