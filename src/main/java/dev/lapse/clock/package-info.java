/** The present, as the program's clock and the database's have it. */
@NullMarked
package dev.lapse.clock;

import org.jspecify.annotations.NullMarked;
