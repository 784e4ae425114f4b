package dev.lapse.erase;

import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.erase.store.BlockReason;
import dev.lapse.erase.store.PrepareStores;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.RefusedAccounts;
import dev.lapse.evidence.EvidenceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The removal of payment details within a time. What is prepared for a cell is used again for some
 * minutes: reading a schema may take longer than a customer waits.
 */
@Component
class BillingWork {
  private static final Duration PREPARED_FOR = Duration.ofMinutes(10);

  private final PrepareStores prepare;
  private final RemoveBillingDetails removal;
  private final TimedWork timed;
  private final JdbcClient jdbc;
  private final Map<String, Prepared> prepared = new ConcurrentHashMap<>();

  BillingWork(
      PrepareStores prepare, RemoveBillingDetails removal, TimedWork timed, JdbcClient jdbc) {
    this.prepare = prepare;
    this.removal = removal;
    this.timed = timed;
    this.jdbc = jdbc;
  }

  private record Prepared(PreparedStores stores, String catalogVersion, Instant at) {}

  /**
   * The removal, whose work in the stores is given up after a time.
   *
   * @param required whether the command fails if they are not removed
   */
  LockedErasure.Action within(Duration patience, boolean required) {
    return new Timed(patience, required);
  }

  private final class Timed implements LockedErasure.Action {
    private final Duration patience;
    private final boolean required;

    Timed(Duration patience, boolean required) {
      this.patience = patience;
      this.required = required;
    }

    @Override
    public Map<String, Outcome> erase(RunContext runContext, List<String> ids, Instant now) {
      return ids.isEmpty()
          ? Map.of()
          : timed.within(
              new TimedWork.Kind(runContext.cell(), required),
              patience,
              mayCommit -> erased(runContext, ids, now, mayCommit));
    }

    @Override
    public void record(List<String> ids, Instant now) {
      removal.removed(ids, now);
    }

    @Override
    public EvidenceKind evidence() {
      return EvidenceKind.BILLING_REMOVED;
    }
  }

  private Map<String, Outcome> erased(
      RunContext runContext, List<String> ids, Instant now, BooleanSupplier mayCommit) {
    try {
      return erase(runContext, ids, now, mayCommit);
    } catch (RefusedAccounts refused) {
      if (refused.why() == BlockReason.SCHEMA_CHANGED) {
        prepared.remove(runContext.cell());
        return erase(runContext, ids, now, mayCommit);
      }
      throw refused;
    }
  }

  private Map<String, Outcome> erase(
      RunContext runContext, List<String> ids, Instant now, BooleanSupplier mayCommit) {
    PreparedStores stores = prepared(runContext, now);
    Map<String, Outcome> outcomes = new HashMap<>();
    String blocked = stores.blocked();
    if (blocked != null) {
      ids.forEach(id -> outcomes.put(id, stores.failed(blocked)));
      return outcomes;
    }
    Map<String, Outcome> wrong = new FindUnknownAccounts(jdbc).unrecognized(stores.stores(), ids);
    Set<String> listed = FindUnknownAccounts.listed(stores.stores(), wrong.keySet());
    // an account that no store knows has no payment details; the job says so
    wrong.forEach(
        (id, why) ->
            outcomes.put(id, listed.contains(id) ? why : new Outcome.Skipped("no store knows it")));
    List<String> known = ids.stream().filter(id -> !outcomes.containsKey(id)).toList();
    outcomes.putAll(EraseSets.erase(runContext, stores.stores(), known, mayCommit));
    return outcomes;
  }

  private PreparedStores prepared(RunContext runContext, Instant now) {
    String cell = runContext.cell();
    Prepared known = prepared.get(cell);
    if (known != null
        && known.catalogVersion().equals(runContext.catalogVersion())
        && Duration.between(known.at(), now).abs().compareTo(PREPARED_FOR) < 0) {
      return known.stores();
    }
    PreparedStores stores = prepare.forBilling(cell);
    if (stores.blocked() == null) {
      prepared.put(cell, new Prepared(stores, runContext.catalogVersion(), now));
    }
    return stores;
  }
}
