package dev.lapse.run;

import dev.lapse.account.Outcome;
import dev.lapse.erase.Batch;
import java.util.List;
import java.util.Map;

/**
 * What a run does to its accounts: {@link Enforce} does it, {@link Rehearse} says what would be
 * done.
 */
interface Enforcement {
  /**
   * Acts on a batch and records what became of it; accounts that are absent from the result are
   * still to be acted on.
   */
  Map<String, Outcome> act(ActiveRun run, Batch batch);

  /** Verifies accounts that were acted on and records what came of it. */
  Map<String, Outcome> verify(ActiveRun run, List<String> ids, Map<String, Integer> lapses);

  /** Records that planned accounts are not acted on, by their ids, with the reasons. */
  void refuse(ActiveRun run, Map<String, String> reasons, Map<String, Integer> lapses);
}
