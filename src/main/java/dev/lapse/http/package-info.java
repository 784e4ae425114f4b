/** Requests to services and webhooks, with every wait and every response limited. */
@NullMarked
package dev.lapse.http;

import org.jspecify.annotations.NullMarked;
