/** Delivers events to webhooks, after the Standard Webhooks specification. */
@NullMarked
package dev.lapse.event.webhook;

import org.jspecify.annotations.NullMarked;
