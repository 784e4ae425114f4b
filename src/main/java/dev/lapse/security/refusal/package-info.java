/**
 * Requests that are refused: how they are answered, counted and recorded, and how failed sign-ins
 * are limited.
 */
@NullMarked
package dev.lapse.security.refusal;

import org.jspecify.annotations.NullMarked;
