package dev.lapse.run;

import dev.lapse.cutoff.SettleReactivations;
import dev.lapse.erase.PreparedStores;
import dev.lapse.policy.JobName;
import org.springframework.stereotype.Component;

/** Before a run plans: brings to an end what others left when they did not. */
@Component
class SettleEarlier {
  private final Runs runs;
  private final SettleRows rows;
  private final SettleReactivations reactivations;

  SettleEarlier(Runs runs, SettleRows rows, SettleReactivations reactivations) {
    this.runs = runs;
    this.rows = rows;
    this.reactivations = reactivations;
  }

  void before(Run run, PreparedStores stores) {
    if (run.isRehearsal()) {
      return;
    }
    runs.leftOpenBefore(run).forEach(earlier -> rows.of(earlier, stores));
    if (run.job() == JobName.CUT_OFF) {
      reactivations.of(run.cell());
    }
  }
}
