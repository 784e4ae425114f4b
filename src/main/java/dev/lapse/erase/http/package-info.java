/**
 * Erases accounts from HTTP services that erase their own data: {@code docs/http-store.yaml}
 * specifies their API.
 */
@NullMarked
package dev.lapse.erase.http;

import org.jspecify.annotations.NullMarked;
