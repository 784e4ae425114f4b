/** Problems with requests, reported alike over HTTP and by the commands. */
@NullMarked
package dev.lapse.problem;

import org.jspecify.annotations.NullMarked;
