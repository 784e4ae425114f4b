package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RowCounts;
import dev.lapse.account.RunContext;
import dev.lapse.clock.Timestamps;
import dev.lapse.erase.store.ErasurePreview;
import dev.lapse.erase.store.PrepareStores;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.evidence.EvidenceKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Erases the kept sets of erased accounts when their period is over. */
@Component
public class EraseKept {
  private static final String DUE =
      """
      select k.account_id, k.set_name, k.keep_until
      from lapse.kept k
      join lapse.account a on a.id = k.account_id and a.lapse_number = k.lapse_number
      where a.erased_at is not null
        and k.erased_at is null
        and k.keep_until <= :asOf
        and k.account_id = any(:ids)
      order by k.set_name, k.account_id
      """;
  private static final String ERASED =
      """
      update lapse.kept
      set erased_at = :now
      where account_id = any(:ids)
        and erased_at is null
        and keep_until <= :asOf
      """;

  private final JdbcClient jdbc;
  private final PrepareStores prepare;
  private final LockedErasure underLock;

  EraseKept(JdbcClient jdbc, PrepareStores prepare, LockedErasure underLock) {
    this.jdbc = jdbc;
    this.prepare = prepare;
    this.underLock = underLock;
  }

  /** Those of the accounts that are erased and have a due kept set. */
  public Set<String> due(Collection<String> ids, Instant asOf) {
    return dueOf(ids, asOf).stream().map(Kept::accountId).collect(Collectors.toSet());
  }

  /**
   * A kept set of an erased account.
   *
   * @param until when it is due for erasure
   */
  public record Kept(String accountId, String set, Instant until) {}

  /** The kept sets of erased accounts that are due at {@code asOf} or before. */
  public List<Kept> dueOf(Collection<String> ids, Instant asOf) {
    return jdbc.sql(DUE)
        .param("asOf", Timestamps.parameter(asOf))
        .param("ids", ids.toArray(String[]::new))
        .query(
            (row, number) ->
                new Kept(
                    row.getString("account_id"),
                    row.getString("set_name"),
                    Timestamps.get(row, "keep_until")))
        .list();
  }

  /**
   * Erases the due sets of a batch.
   *
   * @param record writes the outcomes; called within the transaction that holds the locks
   */
  public Map<String, Outcome> erase(
      RunContext runContext, List<DueAccount> due, Consumer<Map<String, Outcome>> record) {
    return underLock.erase(new Expiry(runContext), runContext, due, record);
  }

  /** What {@link #erase} would do. */
  public Map<String, Outcome> rehearse(String cell, Collection<String> ids, Instant asOf) {
    Map<String, Outcome> outcomes = new HashMap<>();
    RowCounts rows = new RowCounts();
    together(ids, asOf)
        .forEach(
            (sets, accounts) ->
                prepared(cell, sets, accounts, outcomes)
                    .forEach(
                        store -> {
                          ErasurePreview erasurePreview = store.preview(accounts);
                          erasurePreview
                              .refused()
                              .forEach((id, why) -> outcomes.put(id, new Outcome.Failed(why)));
                          rows.add(erasurePreview.rows());
                        }));
    ids.forEach(id -> outcomes.putIfAbsent(id, new Outcome.Done(rows.of(id))));
    return outcomes;
  }

  /** The stores with these sets; none if they cannot be erased, with the reason in the outcomes. */
  private List<StoreErasure> prepared(
      String cell, Set<String> sets, List<String> accounts, Map<String, Outcome> outcomes) {
    PreparedStores prepared = prepare.kept(cell, sets);
    String blocked = prepared.blocked();
    if (blocked != null) {
      accounts.forEach(id -> outcomes.put(id, prepared.failed(blocked)));
    }
    return prepared.stores();
  }

  /**
   * Accounts with the same due sets are erased together: rows of one may refer to rows of another.
   */
  private Map<Set<String>, List<String>> together(Collection<String> ids, Instant asOf) {
    Map<String, Set<String>> sets = new TreeMap<>();
    dueOf(ids, asOf)
        .forEach(
            kept -> sets.computeIfAbsent(kept.accountId(), id -> new TreeSet<>()).add(kept.set()));
    Map<Set<String>, List<String>> together = new LinkedHashMap<>();
    sets.forEach((id, of) -> together.computeIfAbsent(of, group -> new ArrayList<>()).add(id));
    return together;
  }

  private final class Expiry implements LockedErasure.Action {
    private final RunContext runContext;

    Expiry(RunContext runContext) {
      this.runContext = runContext;
    }

    @Override
    public Map<String, Outcome> erase(RunContext of, List<String> ids, Instant now) {
      Map<String, Outcome> outcomes = new HashMap<>();
      together(ids, of.asOf())
          .forEach(
              (sets, accounts) -> {
                List<StoreErasure> stores = prepared(runContext.cell(), sets, accounts, outcomes);
                if (!stores.isEmpty()) {
                  outcomes.putAll(EraseSets.of(of, stores, accounts));
                }
              });
      ids.forEach(id -> outcomes.putIfAbsent(id, new Outcome.Done(Map.of())));
      return outcomes;
    }

    @Override
    public void record(List<String> ids, Instant now) {
      jdbc.sql(ERASED)
          .param("ids", ids.toArray(String[]::new))
          .param("asOf", Timestamps.parameter(runContext.asOf()))
          .param("now", Timestamps.parameter(now))
          .update();
    }

    @Override
    public EvidenceKind evidence() {
      return EvidenceKind.KEPT_ERASED;
    }
  }
}
