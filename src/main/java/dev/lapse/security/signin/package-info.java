/**
 * How callers sign in: tokens of an OpenID provider, or the passwords that are printed at the
 * start.
 */
@NullMarked
package dev.lapse.security.signin;

import org.jspecify.annotations.NullMarked;
