package dev.lapse.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class LimitsTest {
  @Test
  void exactlyAtTheLimitIsWithin() {
    assertThat(new Limits(500, 5).exceededBy(500, 10_000)).isEmpty();
    assertThat(new Limits(500, 5).exceededBy(5, 100)).isEmpty();
  }

  @Test
  void oneMoreIsOver() {
    assertThat(new Limits(500, 5).exceededBy(501, 1_000_000))
        .contains("501 accounts are due, the limit is 500");
    assertThat(new Limits(500, 5).exceededBy(6, 119))
        .contains("6 of 119 accounts are due, the limit is 5 percent");
  }

  @Test
  void nothingDueIsNeverOver() {
    assertThat(new Limits(1, 1).exceededBy(0, 0)).isEmpty();
  }

  @Test
  void refusesLimitsThatWouldStopOrNeverStopByMistake() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, 101));
  }
}
