package dev.lapse.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Scrape;
import dev.lapse.testing.ServingProgram;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A server says at once, and not each minute, that its runs would be refused. */
@ExtendWith(OutputCaptureExtension.class)
class WatchClocksIT {
  private final TestProgram program = ServingProgram.knowingNothing();
  private final WatchClocks watch = program.get(WatchClocks.class);

  @Test
  void differenceIsWarnedOfOnceAndMeasured(CapturedOutput output) throws IOException {
    watch.look();
    program.databaseClocks.setLapse(SharedProgram.NOW.minusSeconds(40));
    program.databaseClocks.setStores(SharedProgram.NOW.plusSeconds(2));
    watch.look();
    watch.look();

    String warning =
        "runs are refused until this is fixed: the clocks differ: this machine says 2026-11-10T00:00:00Z, Lapse's own database says 2026-11-09T23:59:20Z";
    assertThat(output.getAll()).containsOnlyOnce(warning);
    assertThat(Scrape.of(program).ofLapse())
        .containsEntry("lapse_clock_difference_seconds{database=\"lapse\"}", 40.0)
        .containsEntry("lapse_clock_difference_seconds{database=\"product/main\"}", -2.0);

    program.databaseClocks.set(SharedProgram.NOW);
    watch.look();
    assertThat(output.getAll()).contains("the clocks agree again");
  }
}
