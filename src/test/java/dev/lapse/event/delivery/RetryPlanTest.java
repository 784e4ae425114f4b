package dev.lapse.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPlanTest {
  @Test
  void waitsLongerAndLongerAndGivesUpAfterTenAttempts() {
    assertThat(
            IntStream.rangeClosed(1, 9)
                .mapToObj(made -> RetryPlan.after(made, null, 0).orElseThrow()))
        .containsExactly(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));
    assertThat(RetryPlan.after(10, null, 0)).isEmpty();
    assertThat(RetryPlan.after(10, Duration.ofHours(1), 0)).isEmpty();
    assertThat(RetryPlan.after(11, null, 0)).as("after leases that ended").isEmpty();
  }

  @Test
  void addsUpToAFifth() {
    assertThat(RetryPlan.after(1, null, 1)).contains(Duration.ofSeconds(6));
    assertThat(RetryPlan.after(1, null, 0.5)).contains(Duration.ofMillis(5_500));
  }

  @Test
  void receiverMayAskForMoreTimeButNotForLessNorForDays() {
    assertThat(RetryPlan.after(1, Duration.ofHours(1), 1)).contains(Duration.ofHours(1));
    assertThat(RetryPlan.after(1, Duration.ZERO, 0)).contains(Duration.ofSeconds(5));
    assertThat(RetryPlan.after(1, Duration.ofDays(400), 0)).contains(Duration.ofDays(1));
    assertThat(RetryPlan.after(1, Duration.ofSeconds(Long.MAX_VALUE), 0))
        .contains(Duration.ofDays(1));
  }
}
