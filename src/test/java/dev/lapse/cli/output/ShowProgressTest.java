package dev.lapse.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.RunAdvanced;
import dev.lapse.run.RunEnded;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShowProgressTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long millis = 5_000;

  @Test
  void terminalHasOneLineThatIsDrawnAgain() {
    ShowProgress progress = progress(true);

    advance(progress, 50, 10, 1_000);
    advance(progress, 200, 20, 2_000);
    progress.end(new RunEnded(1));

    assertThat(lines())
        .containsExactly(
            "\rpurge                      10 of 40 accounts  1,000 of 4,000 rows  1,000 rows/s  3 s left\u001b[K"
                + "\rpurge                      20 of 40 accounts  2,000 of 4,000 rows  1,000 rows/s  2 s left\u001b[K"
                + "\rpurge                      20 of 40 accounts  2,000 rows  1,000 rows/s  in 2.0 s\u001b[K");
  }

  @Test
  void elsewhereThereIsALineEveryTwoSecondsAtMostAndALastOne() {
    ShowProgress progress = progress(false);

    for (int second = 1; second <= 4; second++) {
      advance(progress, 1_000, 10L * second, 1_000L * second);
    }
    progress.end(new RunEnded(1));

    assertThat(lines())
        .containsExactly(
            "purge                      30 of 40 accounts  3,000 of 4,000 rows  1,000 rows/s  1 s left",
            "purge                      40 of 40 accounts  4,000 rows  1,000 rows/s  in 4.0 s");
  }

  @Test
  void printsNothingForARunThatActedOnNothing() {
    ShowProgress progress = progress(false);

    progress.end(new RunEnded(1));

    assertThat(written.size()).isZero();
  }

  @Test
  void lineNeverGoesBack() {
    ShowProgress progress = progress(false);

    advance(progress, 0, 20, 2_000);
    advance(progress, 0, 10, 1_000);
    progress.end(new RunEnded(1));

    assertThat(lines()).singleElement().asString().contains("20 of 40 accounts");
  }

  @Test
  void jobWithoutRowsIsMeasuredByItsAccounts() {
    RunAdvanced run =
        new RunAdvanced(1, JobName.CUT_OFF, "eu-1", 500, 1_500, 0, 0, Duration.ofSeconds(60));

    assertThat(ProgressLine.live(run))
        .isEqualTo("cut-off (eu-1)            500 of 1,500 accounts  2 min 00 s left");
    assertThat(ProgressLine.last(run))
        .isEqualTo("cut-off (eu-1)            500 of 1,500 accounts  in 60.0 s");
  }

  private ShowProgress progress(boolean terminal) {
    return new ShowProgress(
        new PrintStream(written, true, UTF_8), terminal, () -> millis * 1_000_000);
  }

  private void advance(ShowProgress progress, long afterMillis, long accounts, long rows) {
    millis += afterMillis;
    progress.show(
        new RunAdvanced(
            1, JobName.PURGE, "main", accounts, 40, rows, 4_000, Duration.ofMillis(rows)));
  }

  private String[] lines() {
    return written.toString(UTF_8).split(System.lineSeparator());
  }
}
