package dev.lapse.run;

import dev.lapse.cutoff.TellUntold;
import dev.lapse.erase.PreparedStores;
import org.springframework.stereotype.Component;

/** Before a run plans: reconciles the accounts that earlier runs left open. */
@Component
class SettleEarlier {
  private final Runs runs;
  private final SettleRows rows;
  private final TellUntold untold;

  SettleEarlier(Runs runs, SettleRows rows, TellUntold untold) {
    this.runs = runs;
    this.rows = rows;
    this.untold = untold;
  }

  void before(Run run, PreparedStores stores) {
    if (run.isRehearsal()) {
      return;
    }
    runs.leftOpenBefore(run).forEach(earlier -> rows.of(earlier, stores));
    untold.of(run.cell());
  }
}
