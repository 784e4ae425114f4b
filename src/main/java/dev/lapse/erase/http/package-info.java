/**
 * Erases accounts from services that erase what they own: {@code docs/http-store.yaml} is what such
 * a service promises.
 */
@NullMarked
package dev.lapse.erase.http;

import org.jspecify.annotations.NullMarked;
