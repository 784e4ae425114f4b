package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.clock.DueClock;
import dev.lapse.clock.Timestamps;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.evidence.EvidenceKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Removes payment details that are still there after their lapse: what {@link RemoveBillingAtOnce}
 * could not remove; a card that is entered at a reactivation stays (docs/policy-facts.md, fact 3).
 */
@Component
public class RemoveBillingDetails {
  private static final String REMOVED =
      """
      update lapse.account
      set billing_removed_at = :now
      where id = any(:ids)
      """;

  private final JdbcClient jdbc;
  private final LockedErasure lockedErasure;
  private final RemovalTokens removalTokens;
  private final DueClock clock;

  RemoveBillingDetails(
      JdbcClient jdbc, LockedErasure lockedErasure, RemovalTokens removalTokens, DueClock clock) {
    this.jdbc = jdbc;
    this.removalTokens = removalTokens;
    this.clock = clock;
    this.lockedErasure = lockedErasure;
  }

  /**
   * Removes the payment details of a batch.
   *
   * @param record writes the outcomes; called within the transaction that holds the locks
   */
  public Map<String, Outcome> remove(
      RunContext runContext,
      PreparedStores stores,
      List<DueAccount> due,
      Consumer<Map<String, Outcome>> record) {
    String blocked = stores.blocked();
    return blocked == null
        ? lockedErasure.erase(new Removal(stores.stores(), due), runContext, due, record)
        : lockedErasure.failed(runContext, due, new Outcome.Failed(blocked), record);
  }

  /** Records the removal, in the transaction that holds the locks. */
  void removed(List<String> ids, Instant now) {
    jdbc.sql(REMOVED)
        .param("ids", ids.toArray(String[]::new))
        .param("now", Timestamps.parameter(clock.notAhead(now)))
        .update();
  }

  private final class Removal implements LockedErasure.Action {
    private final List<StoreErasure> stores;
    private final List<DueAccount> due;

    Removal(List<StoreErasure> stores, List<DueAccount> due) {
      this.stores = stores;
      this.due = due;
    }

    @Override
    public Map<String, Outcome> erase(RunContext runContext, List<String> ids, Instant now) {
      Map<String, Outcome> outcomes =
          new HashMap<>(new FindUnknownAccounts(jdbc).unrecognized(stores, ids));
      List<String> known = ids.stream().filter(id -> !outcomes.containsKey(id)).toList();
      outcomes.putAll(EraseSets.erase(runContext, stores, known));
      return removalTokens.withEarlierRows(stores, due, outcomes);
    }

    @Override
    public void record(List<String> ids, Instant now) {
      removed(ids, now);
    }

    @Override
    public EvidenceKind evidence() {
      return EvidenceKind.BILLING_REMOVED;
    }
  }
}
