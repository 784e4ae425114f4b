package dev.lapse.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-25T18:00:00Z");

  @Test
  void isSecondsOrADate() {
    assertThat(RetryAfter.of("120", NOW)).contains(Duration.ofMinutes(2));
    assertThat(RetryAfter.of(" 0 ", NOW)).contains(Duration.ZERO);
    assertThat(RetryAfter.of("Wed, 25 Nov 2026 18:05:00 GMT", NOW)).contains(Duration.ofMinutes(5));
  }

  @Test
  void secondsWithoutEndAreLongerThanAnyWait() {
    assertThat(RetryAfter.of("9".repeat(400), NOW).orElseThrow())
        .isGreaterThan(Duration.ofDays(999));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "Wed, 25 Nov 2026 17:59:59 GMT"})
  void isIgnoredIfInvalid(String text) {
    assertThat(RetryAfter.of(text, NOW)).isEmpty();
  }
}
