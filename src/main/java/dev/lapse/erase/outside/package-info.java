/**
 * Stores without transactions. What is under way there is recorded in Lapse's own database before
 * the store is asked.
 */
@NullMarked
package dev.lapse.erase.outside;

import org.jspecify.annotations.NullMarked;
