package dev.lapse.run;

import dev.lapse.account.Outcome;
import dev.lapse.run.record.Run;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line per account that failed. */
final class LogFailures {
  private static final Logger log = LoggerFactory.getLogger("dev.lapse.run.failures");

  private LogFailures() {}

  static void log(Run run, Map<String, Outcome> outcomes) {
    outcomes.forEach(
        (id, outcome) -> {
          if (outcome instanceof Outcome.Failed failed) {
            log.atError()
                .addKeyValue(LogFields.ACCOUNT, id)
                .log(
                    "run {} ({}): account {} failed: {}",
                    run.id(),
                    run.job().text(),
                    id,
                    failed.error());
          }
        });
  }
}
