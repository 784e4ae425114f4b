/** What can be wrong with a request, told alike over HTTP and by the commands. */
@NullMarked
package dev.lapse.problem;

import org.jspecify.annotations.NullMarked;
