package dev.lapse.cli.output;

import dev.lapse.run.RunAdvanced;
import dev.lapse.run.RunEnded;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Shows the progress of runs on standard error: on a terminal as one line that is redrawn,
 * elsewhere as a line every two seconds at most, plus a last line for each run that acted on
 * anything.
 */
@Component
@ConditionalOnProperty("lapse.progress")
// with JSON output, nothing else is expected on standard error
@ConditionalOnExpression("'${logging.structured.format.console:}'.isEmpty()")
final class ShowProgress {
  private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(100);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
  private static final String START_OF_LINE = "\r";
  private static final String ERASE_REST_OF_LINE = "\u001b[K";

  private final PrintStream err;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final Map<Long, Shown> runs = new HashMap<>();

  @Autowired
  ShowProgress() {
    this(System.err, Terminal.isPresent(), System::nanoTime);
  }

  ShowProgress(PrintStream err, boolean terminal, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  /** Events of several workers may arrive out of order; the line never goes back. */
  @EventListener
  synchronized void show(RunAdvanced advanced) {
    Shown before = runs.get(advanced.run());
    if (before != null && before.latest().accounts() >= advanced.accounts()) {
      return;
    }
    long now = nanoTime.getAsLong();
    Duration between = terminal ? BETWEEN_DRAWINGS : BETWEEN_LINES;
    // Without a terminal, a run that ends within two seconds needs only its last line.
    long since = before != null ? before.atNanos() : terminal ? now - between.toNanos() : now;
    if (now - since >= between.toNanos()) {
      draw(ProgressLine.live(advanced), !terminal);
      since = now;
    }
    runs.put(advanced.run(), new Shown(advanced, since));
  }

  @EventListener
  synchronized void end(RunEnded ended) {
    Shown shown = runs.remove(ended.run());
    if (shown != null) {
      draw(ProgressLine.last(shown.latest()), true);
    }
  }

  private void draw(String line, boolean andGoOnBelow) {
    err.print(terminal ? START_OF_LINE + line + ERASE_REST_OF_LINE : line);
    if (andGoOnBelow) {
      err.println();
    }
    err.flush();
  }

  private record Shown(RunAdvanced latest, long atNanos) {}
}
