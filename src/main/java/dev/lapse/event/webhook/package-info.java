/** Delivers events to webhooks, by the Standard Webhooks specification. */
@NullMarked
package dev.lapse.event.webhook;

import org.jspecify.annotations.NullMarked;
