package dev.lapse.run;

import dev.lapse.plan.PlanItems;
import dev.lapse.plan.PlannedAccount;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Third step: counts what is left of the accounts that were acted on; also when the run was asked
 * to stop.
 */
@Component
class VerifyStep {
  private static final int ACCOUNTS_AT_ONCE = 1_000;

  private final PlanItems items;

  VerifyStep(PlanItems items) {
    this.items = items;
  }

  void run(ActiveRun active) {
    List<PlannedAccount> acted = items.acted(active.run().id());
    for (int from = 0; from < acted.size(); from += ACCOUNTS_AT_ONCE) {
      List<PlannedAccount> some =
          acted.subList(from, Math.min(acted.size(), from + ACCOUNTS_AT_ONCE));
      Map<String, Integer> lapses =
          some.stream()
              .collect(
                  Collectors.toMap(
                      PlannedAccount::accountId, account -> account.due().lapseNumber()));
      LogFailures.of(
          active.run(), active.enforcement().verify(active, List.copyOf(lapses.keySet()), lapses));
    }
  }
}
