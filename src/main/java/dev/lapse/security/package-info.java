/** Who asks, and what each role may do: {@link dev.lapse.security.Permissions} is the one table. */
@NullMarked
package dev.lapse.security;

import org.jspecify.annotations.NullMarked;
