/** Spring Security's filter chains: {@link dev.lapse.security.server.SecurityConfiguration}. */
@NullMarked
package dev.lapse.security.server;

import org.jspecify.annotations.NullMarked;
