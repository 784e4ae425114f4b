package dev.lapse.account.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * Why an account lapses.
 *
 * @param code of the policy's list; null without a list or a reason
 * @param text in the customer's words, or null
 */
record LapseReason(@Nullable String code, @Nullable String text) {}
