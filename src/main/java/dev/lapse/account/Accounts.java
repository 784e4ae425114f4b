package dev.lapse.account;

import dev.lapse.clock.Timestamps;
import dev.lapse.policy.Deadlines;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads and locks rows of {@code lapse.account}. */
@Component
public class Accounts {
  /**
   * The ids are unnested: a plan for any array compares each account with each of thousands of ids.
   */
  private static final String WITH_HOLDS =
      """
      select
        a.*,
        array(
          select h.name
          from lapse.hold h
          where h.account_id = a.id
            and h.released_at is null
            and (h.until is null or h.until > least(:now, lapse.clock()))
          order by h.name
        ) as holds,
        kept.due as kept_due,
        kept.until as kept_until,
        array(
          select outcome.detail #>> array['kept', k.set_name, 'until']
          from lapse.kept k
          cross join lateral (
            select e.detail
            from lapse.evidence e
            where e.account_id = k.account_id
              and e.lapse_number = k.lapse_number
              and e.kind = 'erasure-outcome'
            order by e.number desc
            limit 1
          ) outcome
          where k.account_id = a.id
            and k.lapse_number = a.lapse_number
            and k.erased_at is null
            and k.counted_by is not null
            and outcome.detail #>> array['kept', k.set_name, 'until'] is not null
        ) as kept_rows_until,
        (
          select l.reason_text
          from lapse.lapse l
          where l.account_id = a.id
            and l.lapse_number = a.lapse_number
            and l.reason_code is not null
            and a.state <> 'active'
        ) as reason_text
      from lapse.account a
      cross join lateral (
        select min(k.keep_until) as due, max(k.keep_until) as until
        from lapse.kept k
        where k.account_id = a.id
          and k.lapse_number = a.lapse_number
          and k.erased_at is null
      ) kept
      where a.id in (select unnest(:ids))
      order by a.id
      """;

  private static final String LOCK =
      """
      select id
      from lapse.account
      where id in (select unnest(:ids))
      order by id
      for update
      """;
  private static final String WAIT_BRIEFLY = "select set_config('lock_timeout', '2s', true)";
  private static final String DEADLINES =
      """
      update lapse.account
      set cut_off_due = :cutOff, purge_due = :purge, expire_due = :expiry
      where id = :id
      """;

  private static final String LAPSES =
      """
      select id, lapsed_at, time_zone
      from lapse.account
      where id = any(:ids)
        and lapsed_at <= :until
      order by id
      """;

  private final JdbcClient jdbc;

  Accounts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Reads without a lock: for display only, never to decide. */
  public Optional<Account> find(String id, Instant now) {
    return Optional.ofNullable(read(List.of(id), now).get(id));
  }

  /**
   * From here to the end of the transaction no lock is waited for longer than two seconds: those
   * who wait for one account must not take the connections of all others.
   */
  public void waitBriefly() {
    jdbc.sql(WAIT_BRIEFLY).query(String.class).single();
  }

  /**
   * Locks the rows in the order of their ids until the transaction ends, and reads them again after
   * locking. Every pause, close, reactivation, hold and claim takes this lock first
   * (docs/policy-facts.md, fact 11). Unknown ids are absent from the result.
   */
  public Map<String, Account> lock(Collection<String> ids, Instant now) {
    jdbc.sql(LOCK).param("ids", ids.toArray(String[]::new)).query(String.class).list();
    return read(ids, now);
  }

  /**
   * Locks one account.
   *
   * @throws UnknownAccount if Lapse does not know the account
   */
  public Account lock(String id, Instant now) {
    Account account = lock(List.of(id), now).get(id);
    if (account == null) {
      throw new UnknownAccount(id);
    }
    return account;
  }

  /** When an account lapsed, and the time zone of its periods. */
  public record LapsedAt(String accountId, Instant at, ZoneId zone) {}

  /** The current lapses of these accounts; those that lapsed after {@code until} are absent. */
  public List<LapsedAt> lapses(Collection<String> ids, Instant until) {
    return jdbc.sql(LAPSES)
        .param("ids", ids.toArray(String[]::new))
        .param("until", Timestamps.parameter(until))
        .query(
            (row, number) ->
                new LapsedAt(
                    row.getString("id"),
                    Timestamps.get(row, "lapsed_at"),
                    ZoneId.of(row.getString("time_zone"))))
        .list();
  }

  public void setDeadlines(String id, @Nullable Deadlines deadlines) {
    jdbc.sql(DEADLINES)
        .param("id", id)
        .param("cutOff", Timestamps.parameter(deadlines == null ? null : deadlines.cutOff()))
        .param("purge", Timestamps.parameter(deadlines == null ? null : deadlines.purge()))
        .param("expiry", Timestamps.parameter(deadlines == null ? null : deadlines.expiry()))
        .update();
  }

  /** Reads without a lock: for display and dry runs, never to decide. Unknown ids are absent. */
  public Map<String, Account> read(Collection<String> ids, Instant now) {
    return jdbc
        .sql(WITH_HOLDS)
        .param("ids", ids.toArray(String[]::new))
        .param("now", Timestamps.parameter(now))
        .query(Account::read)
        .list() // a stream of the query itself would keep its connection
        .stream()
        .collect(Collectors.toMap(Account::id, Function.identity()));
  }
}
