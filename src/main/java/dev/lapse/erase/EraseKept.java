package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.Timestamps;
import dev.lapse.catalog.StoreUnreachable;
import dev.lapse.evidence.EvidenceKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Erases the sets that outlived an account when their time is over. */
@Component
public class EraseKept {
  private static final String DUE =
      """
      select k.account_id, k.set_name
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
  private final EraseUnderLock underLock;

  EraseKept(JdbcClient jdbc, PrepareStores prepare, EraseUnderLock underLock) {
    this.jdbc = jdbc;
    this.prepare = prepare;
    this.underLock = underLock;
  }

  /** Those of the accounts that are erased and have a kept set that is due. */
  public Set<String> due(Collection<String> ids, Instant asOf) {
    Set<String> due = new HashSet<>();
    dueSets(ids, asOf).values().forEach(due::addAll);
    return due;
  }

  /**
   * Erases what is due of a batch.
   *
   * @param record writes the outcomes; called within the transaction that holds the locks
   */
  public Map<String, Outcome> erase(
      Assignment assignment,
      String cell,
      List<DueAccount> due,
      Consumer<Map<String, Outcome>> record) {
    return underLock.of(new Expiry(assignment, cell), assignment, due, record);
  }

  /** What {@link #erase} would do. */
  public Map<String, Outcome> rehearse(String cell, Collection<String> ids, Instant asOf) {
    Map<String, Outcome> outcomes = new HashMap<>();
    Map<String, Map<String, Long>> rows = new HashMap<>();
    together(ids, asOf)
        .forEach(
            (sets, accounts) ->
                prepared(cell, sets, accounts, outcomes)
                    .forEach(
                        store -> {
                          Foreseen foreseen = store.foresee(accounts);
                          foreseen
                              .refused()
                              .forEach((id, why) -> outcomes.put(id, new Outcome.Failed(why)));
                          RowsErased.add(rows, foreseen.rows());
                        }));
    ids.forEach(id -> outcomes.putIfAbsent(id, new Outcome.Done(rows.getOrDefault(id, Map.of()))));
    return outcomes;
  }

  /** The stores with these sets; none, and the outcomes say why, if they cannot be erased. */
  private List<StoreErasure> prepared(
      String cell, Set<String> sets, List<String> accounts, Map<String, Outcome> outcomes) {
    BlockReason why = BlockReason.CATALOG;
    String wrong = null;
    try {
      wrong =
          sets.stream()
              .filter(set -> !prepare.keeps(set))
              .findFirst()
              .map(EraseKept::notKept)
              .orElse(null);
      if (wrong == null) {
        return prepare.kept(cell, sets);
      }
    } catch (BlockedByCatalog blocked) {
      why = blocked.reason();
      wrong = "blocked by the catalog: " + blocked.getMessage();
    } catch (StoreUnreachable unreachable) {
      why = BlockReason.UNREACHABLE;
      wrong = String.valueOf(unreachable.getMessage());
    }
    for (String id : accounts) {
      outcomes.put(id, why.failed(wrong));
    }
    return List.of();
  }

  /** Accounts of which the same sets are due: rows of one may refer to rows of another. */
  private Map<Set<String>, List<String>> together(Collection<String> ids, Instant asOf) {
    Map<String, Set<String>> sets = new TreeMap<>();
    dueSets(ids, asOf)
        .forEach(
            (set, accounts) ->
                accounts.forEach(
                    id -> sets.computeIfAbsent(id, account -> new TreeSet<>()).add(set)));
    Map<Set<String>, List<String>> together = new LinkedHashMap<>();
    sets.forEach((id, of) -> together.computeIfAbsent(of, group -> new ArrayList<>()).add(id));
    return together;
  }

  private Map<String, List<String>> dueSets(Collection<String> ids, Instant asOf) {
    Map<String, List<String>> due = new TreeMap<>();
    jdbc.sql(DUE)
        .param("asOf", Timestamps.parameter(asOf))
        .param("ids", ids.toArray(String[]::new))
        .query(
            row -> {
              due.computeIfAbsent(row.getString("set_name"), set -> new ArrayList<>())
                  .add(row.getString("account_id"));
            });
    return due;
  }

  private static String notKept(String set) {
    return "%s was kept, and the catalog does not keep it any more; what is left of it was to be erased now: restore its entry"
        .formatted(set);
  }

  private final class Expiry implements EraseUnderLock.Deed {
    private final Assignment assignment;
    private final String cell;

    Expiry(Assignment assignment, String cell) {
      this.assignment = assignment;
      this.cell = cell;
    }

    @Override
    public Map<String, Outcome> erase(Assignment of, List<String> ids, Instant now) {
      Map<String, Outcome> outcomes = new HashMap<>();
      together(ids, of.asOf())
          .forEach(
              (sets, accounts) -> {
                List<StoreErasure> stores = prepared(cell, sets, accounts, outcomes);
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
          .param("asOf", Timestamps.parameter(assignment.asOf()))
          .param("now", Timestamps.parameter(now))
          .update();
    }

    @Override
    public EvidenceKind evidence() {
      return EvidenceKind.KEPT_ERASED;
    }
  }
}
