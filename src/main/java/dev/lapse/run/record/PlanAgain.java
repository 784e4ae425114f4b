package dev.lapse.run.record;

import dev.lapse.plan.PlanItems;
import java.util.List;
import org.springframework.stereotype.Component;

/** Turns a run into the request for a new one of the same business date. */
@Component
public class PlanAgain {
  private final Runs runs;
  private final PlanItems items;

  PlanAgain(Runs runs, PlanItems items) {
    this.runs = runs;
    this.items = items;
  }

  /**
   * The same job, cell, business date and accounts.
   *
   * @param onlyFailed only the accounts that failed in the run
   * @throws UnknownRun if there is no run with this number
   * @throws RunRefused if it is a dry run, or none of its accounts failed
   */
  public RunRequest request(long id, boolean onlyFailed, String reason, String actor) {
    Run run = runs.get(id);
    if (run.dryRun()) {
      throw new RunRefused(
          "run %d is a dry run and cannot be rerun; start a new one".formatted(id));
    }
    List<String> accounts = onlyFailed ? items.failed(id) : run.accounts();
    if (onlyFailed && accounts.isEmpty()) {
      throw new RunRefused(
          "no account failed in run %d; leave --failed out to plan all of it again".formatted(id));
    }
    return RunRequest.again(run, accounts, reason, actor);
  }
}
