package dev.lapse.event.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After}: seconds, or a date. */
final class RetryAfter {
  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  /** Empty if the header is malformed or in the past. */
  static Optional<Duration> of(String text, Instant now) {
    String value = text.strip();
    if (value.matches("\\d+")) {
      // more digits are more than anybody waits
      return Optional.of(
          value.length() > MOST_DIGITS
              ? Duration.ofDays(Integer.MAX_VALUE)
              : Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Duration wait =
          Duration.between(
              now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return wait.isNegative() ? Optional.empty() : Optional.of(wait);
    } catch (DateTimeException notADate) {
      return Optional.empty();
    }
  }
}
