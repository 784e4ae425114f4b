/** Runs over HTTP: start, show, stop. */
@NullMarked
package dev.lapse.run.api;

import org.jspecify.annotations.NullMarked;
