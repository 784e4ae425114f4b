package dev.lapse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlinesTest {
  private static final Instant CUT_OFF = day(5);

  @Test
  void refusesBothAPurgeAndAnExpiry() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Deadlines(CUT_OFF, day(5), day(365)))
        .withMessage("an account is either purged or expires, not both");
  }

  @Test
  void refusesAnErasureBeforeTheCutOff() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Deadlines(CUT_OFF, CUT_OFF.minusNanos(1), null))
        .withMessage(
            "erasure at 2026-01-05T23:59:59.999999999Z would come before the cut-off at 2026-01-06T00:00:00Z");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Deadlines(CUT_OFF, null, CUT_OFF.minusNanos(1)));
  }

  /** Days after the lapse; a dash where there is none. */
  @ParameterizedTest(name = "{0} {1} {2} after a promise of {3} {4} {5} is {6} {7} {8}: {9}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          #   now              promised           kept
           5 |  5 |   -  |    5 |  5 |   -  |    5 |  5 |   -  | nothing changed
           3 |  3 |   -  |    5 |  5 |   -  |    5 |  5 |   -  | a shorter grace period
           9 |  9 |   -  |    5 |  5 |   -  |    9 |  9 |   -  | a longer grace period
           5 |  - | 100  |    5 |  - | 365  |    5 |  - | 365  | a shorter retention
           5 |  - | 400  |    5 |  - | 365  |    5 |  - | 400  | a longer retention
           9 |  - | 100  |    5 |  - | 365  |    9 |  - | 365  | each deadline for itself
           5 |  5 |   -  |    5 |  - | 365  |    5 |  - | 365  | promised to be retained
           5 |  - | 365  |    5 |  5 |   -  |    5 |  - | 365  | retained from now on
           9 |  9 |   -  |    5 |  - |   9  |    9 |  - |   9  | the kind of what was promised
           5 |  5 |   -  |    5 |  - |   -  |    5 |  - |   -  | promised not to be erased
           5 |  - |   -  |    5 |  5 |   -  |    5 |  - |   -  | not erased from now on
           9 |  - |   -  |    5 |  - |   -  |    9 |  - |   -  | a trial
          """)
  void keepsTheLaterOfEachDeadline(
      long cutOff,
      @Nullable Long purge,
      @Nullable Long expiry,
      long promisedCutOff,
      @Nullable Long promisedPurge,
      @Nullable Long promisedExpiry,
      long keptCutOff,
      @Nullable Long keptPurge,
      @Nullable Long keptExpiry,
      String because) {
    assertThat(
            deadlines(cutOff, purge, expiry)
                .notBefore(deadlines(promisedCutOff, promisedPurge, promisedExpiry)))
        .as(because)
        .isEqualTo(deadlines(keptCutOff, keptPurge, keptExpiry));
  }

  private static Deadlines deadlines(long cutOff, @Nullable Long purge, @Nullable Long expiry) {
    return new Deadlines(
        day(cutOff), purge == null ? null : day(purge), expiry == null ? null : day(expiry));
  }

  private static Instant day(long days) {
    return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(days * 86_400);
  }
}
