/** The pages: plain HTML, no script. */
@NullMarked
package dev.lapse.console;

import org.jspecify.annotations.NullMarked;
