/** Brings Lapse's own schemas up to date, or says who has to. Knows nothing of what is in them. */
@NullMarked
package dev.lapse.migrate;

import org.jspecify.annotations.NullMarked;
