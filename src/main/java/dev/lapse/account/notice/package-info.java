/** The messages to customers: the confirmation of a lapse or a reactivation, and reminders. */
@NullMarked
package dev.lapse.account.notice;

import org.jspecify.annotations.NullMarked;
