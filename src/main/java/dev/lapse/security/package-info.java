/** Authentication of callers, and what each role may do. */
@NullMarked
package dev.lapse.security;

import org.jspecify.annotations.NullMarked;
