package dev.lapse.security.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Ten failures a minute, by address and by name. */
class FailedAttemptsTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-10T00:00:00Z"));
  private final FailedAttempts attempts = new FailedAttempts(clock);

  @Test
  void letsTenFailAndNotTheEleventh() {
    for (int i = 0; i < 10; i++) {
      assertThat(attempts.wait("10.0.0.1", "anna")).isEmpty();
      assertThat(attempts.failed("10.0.0.1", "anna")).isTrue();
    }
    assertThat(attempts.failed("10.0.0.1", "anna")).isFalse();
    assertThat(attempts.wait("10.0.0.1", null)).contains(Duration.ofMinutes(1));
  }

  @Test
  void limitsAttemptsByNameAndByAddress() {
    for (int i = 0; i < 10; i++) {
      attempts.failed("10.0.0." + i, "anna");
      attempts.failed("10.0.1.1", "name " + i);
    }
    assertThat(attempts.wait("10.0.2.2", "anna")).isPresent();
    assertThat(attempts.wait("10.0.2.2", "bert")).isEmpty();
    assertThat(attempts.wait("10.0.1.1", "bert")).isPresent();
  }

  /** An attempt over its address's limit must not use up the user's attempts. */
  @Test
  void countsAgainstNoUserWhatIsTooManyForTheAddress() {
    fail("10.0.0.1", 10);
    for (int i = 0; i < 10; i++) {
      assertThat(attempts.failed("10.0.0.1", "bert")).isFalse();
    }
    assertThat(attempts.wait("10.0.2.2", "bert")).isEmpty();
  }

  @Test
  void countsAnewWhenTheMinuteIsOverAndNotBefore() {
    fail("10.0.0.1", 10);
    clock.advance(Duration.ofMinutes(1).minusNanos(1));
    assertThat(attempts.wait("10.0.0.1", null)).contains(Duration.ofNanos(1));
    clock.advance(Duration.ofNanos(1));
    assertThat(attempts.wait("10.0.0.1", null)).isEmpty();
    fail("10.0.0.1", 10);
    assertThat(attempts.wait("10.0.0.1", null)).isPresent();
  }

  @Test
  void takesAnIpv6NetworkForOneAddress() {
    for (int i = 0; i < 10; i++) {
      attempts.failed("2001:db8:0:1::" + i, null);
    }
    assertThat(attempts.wait("2001:db8:0:1:ffff::7", null)).isPresent();
    assertThat(attempts.wait("2001:db8:0:2::1", null)).isEmpty();
  }

  @Test
  void remembersSoManyAndNoMore() {
    for (int i = 0; i < 100_000; i++) {
      attempts.failed("10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255), "n".repeat(i % 200));
    }
    assertThat(attempts.remembered()).isLessThanOrEqualTo(20_000);
    fail("10.9.9.9", 10);
    assertThat(attempts.wait("10.9.9.9", null)).isPresent();
  }

  @Test
  void forgetsWhatIsOver() {
    fail("10.0.0.1", 3);
    clock.advance(Duration.ofMinutes(3));
    assertThat(attempts.remembered()).isZero();
  }

  private void fail(String address, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(address, null);
    }
  }
}
