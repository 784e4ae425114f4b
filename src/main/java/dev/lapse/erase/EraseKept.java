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
import dev.lapse.policy.KeptPeriod;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Erases the kept sets of erased accounts when their period is over. Of a set whose rows go one by
 * one, those that are due go, and the rest is recorded with the instant at which the next ones are.
 */
@Component
public class EraseKept {
  private static final String DUE =
      """
      select k.account_id, k.lapse_number, k.set_name, k.keep_until, k.counted_by, k.period, k.zone, a.lapsed_at
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
  private static final String REST =
      """
      insert into lapse.kept (account_id, lapse_number, set_name, why, keep_until, counted_by, period, zone)
      select account_id, lapse_number, set_name, why, :next, counted_by, period, zone
      from lapse.kept
      where account_id = :account
        and lapse_number = :lapse
        and set_name = :set
        and keep_until = :until
      on conflict (account_id, lapse_number, set_name, keep_until) do update set erased_at = null
      """;

  private final JdbcClient jdbc;
  private final PrepareStores prepare;
  private final GroupKept group;
  private final LockedErasure lockedErasure;

  EraseKept(JdbcClient jdbc, PrepareStores prepare, GroupKept group, LockedErasure lockedErasure) {
    this.jdbc = jdbc;
    this.prepare = prepare;
    this.group = group;
    this.lockedErasure = lockedErasure;
  }

  /** Those of the accounts that are erased and have a due kept set. */
  public Set<String> due(Collection<String> ids, Instant asOf) {
    return dueOf(ids, asOf).stream().map(DueKept::accountId).collect(Collectors.toSet());
  }

  /** The kept sets of erased accounts that are due at {@code asOf} or before. */
  public List<DueKept> dueOf(Collection<String> ids, Instant asOf) {
    return jdbc.sql(DUE)
        .param("asOf", Timestamps.parameter(asOf))
        .param("ids", ids.toArray(String[]::new))
        .query((row, number) -> read(row))
        .list();
  }

  private static DueKept read(ResultSet row) throws SQLException {
    String by = row.getString("counted_by");
    return new DueKept(
        row.getString("account_id"),
        row.getInt("lapse_number"),
        row.getString("set_name"),
        Timestamps.get(row, "keep_until"),
        by == null
            ? null
            : new DueKept.Counted(
                by,
                new KeptPeriod(
                    Period.parse(row.getString("period")), ZoneId.of(row.getString("zone"))),
                Timestamps.get(row, "lapsed_at")));
  }

  /**
   * Erases the due sets of a batch.
   *
   * @param record writes the outcomes; called within the transaction that holds the locks
   */
  public Map<String, Outcome> erase(
      RunContext runContext, List<DueAccount> due, Consumer<Map<String, Outcome>> record) {
    return lockedErasure.erase(new Expiry(runContext), runContext, due, record);
  }

  /**
   * Counts the rows that {@link #erase} would erase, with a time limit for each statement; none of
   * accounts that it could not erase.
   *
   * @param prepared the stores with sets of these names
   */
  public RowCounts countGently(
      Function<Set<String>, PreparedStores> prepared,
      List<DueKept> due,
      Instant asOf,
      int seconds) {
    RowCounts rows = new RowCounts();
    group.each(
        prepared,
        due,
        asOf,
        new HashMap<>(),
        (stores, accounts) ->
            stores.forEach(store -> rows.add(store.countGently(accounts, seconds))));
    return rows;
  }

  /** What {@link #erase} would do. */
  public Map<String, Outcome> dryRun(String cell, Collection<String> ids, Instant asOf) {
    Map<String, Outcome> outcomes = new HashMap<>();
    RowCounts rows = new RowCounts();
    group.each(
        sets -> prepare.kept(cell, sets),
        dueOf(ids, asOf),
        asOf,
        outcomes,
        (stores, accounts) ->
            stores.forEach(
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

  private final class Expiry implements LockedErasure.Action {
    private final RunContext runContext;
    private final List<GroupKept.Rest> rest = new ArrayList<>();

    Expiry(RunContext runContext) {
      this.runContext = runContext;
    }

    @Override
    public Map<String, Outcome> erase(RunContext of, List<String> ids, Instant now) {
      Map<String, Outcome> outcomes = new HashMap<>();
      rest.clear();
      rest.addAll(
          group.each(
              sets -> prepare.kept(runContext.cell(), sets),
              dueOf(ids, of.asOf()),
              of.asOf().isBefore(now) ? of.asOf() : now,
              outcomes,
              (List<StoreErasure> stores, List<String> accounts) ->
                  outcomes.putAll(EraseSets.erase(of, stores, accounts))));
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
      rest.stream().filter(part -> ids.contains(part.of().accountId())).forEach(this::record);
    }

    private void record(GroupKept.Rest part) {
      jdbc.sql(REST)
          .param("account", part.of().accountId())
          .param("lapse", part.of().lapseNumber())
          .param("set", part.of().set())
          .param("until", Timestamps.parameter(part.of().until()))
          .param("next", Timestamps.parameter(part.next()))
          .update();
    }

    @Override
    public EvidenceKind evidence() {
      return EvidenceKind.KEPT_ERASED;
    }
  }
}
