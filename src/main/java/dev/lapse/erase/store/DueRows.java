package dev.lapse.erase.store;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an account that are due, of a set whose rows go one by one.
 *
 * @param upTo the last date of due rows; null if no row with a date is due
 * @param undated true if the rows without a date are due
 */
public record DueRows(@Nullable LocalDateTime upTo, boolean undated) {}
