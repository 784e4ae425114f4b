package dev.lapse.run;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.erase.Batch;
import java.util.List;
import java.util.Map;

/**
 * What a run does to its accounts: {@link EnforcingExecutor} carries it out, {@link DryRunExecutor}
 * only reports it.
 */
interface BatchExecutor {
  /**
   * Acts on a batch and records the outcomes; accounts that are absent from the result are still to
   * be acted on.
   */
  Map<String, Outcome> act(ActiveRun run, Batch batch);

  /** Verifies accounts that were acted on, and records the outcomes. */
  Map<String, Outcome> verify(ActiveRun run, List<DueAccount> acted);

  /** Records which planned accounts are not acted on, with the reasons by id. */
  void refuse(ActiveRun run, List<DueAccount> planned, Map<String, String> reasons);
}
