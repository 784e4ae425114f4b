package dev.lapse.run.record;

import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Rejects a plan that waits for approval: nothing of it is done. */
@Component
public class RejectPlan {
  private final Runs runs;
  private final EvidenceLog evidence;
  private final TransactionOperations transaction;
  private final InstantSource clock;

  RejectPlan(
      Runs runs, EvidenceLog evidence, TransactionOperations transaction, InstantSource clock) {
    this.runs = runs;
    this.evidence = evidence;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Ends the run, together with the evidence of it. The next slot plans again.
   *
   * @throws UnknownRun if there is no run with this number
   * @throws RunRefused if it does not wait for approval
   */
  public Run reject(long id, String reason, String actor) {
    Run run = runs.get(id);
    transaction.executeWithoutResult(
        status -> {
          if (!runs.rejected(id, actor, reason, clock.instant())) {
            throw new RunRefused(
                "run %d is %s; it is not waiting for approval"
                    .formatted(id, runs.get(id).status().text()));
          }
          evidence.append(
              new Evidence(
                  EvidenceKind.PLAN_REJECTED,
                  clock.instant(),
                  null,
                  null,
                  id,
                  actor,
                  Map.of("overLimit", String.valueOf(run.overLimit()))));
        });
    return runs.get(id);
  }
}
