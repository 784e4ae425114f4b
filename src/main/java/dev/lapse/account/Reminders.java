package dev.lapse.account;

import dev.lapse.clock.Timestamps;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Milestone;
import dev.lapse.policy.Reminder;
import dev.lapse.policy.Reminder.Fate;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads and writes {@code lapse.reminder}, under the account's lock. */
@Component
public class Reminders {
  /**
   * A reminder that waits is one that is not decided. With this condition PostgreSQL uses the index
   * by account; with a condition on the state it may, without statistics, read all waiting
   * reminders.
   */
  private static final String WITHDRAW =
      """
      update lapse.reminder
      set state = 'withdrawn', decided_at = :now
      where account_id = :id
        and decided_at is null
      returning milestone, deadline
      """;

  /** A milestone that was sent for a lapse is not planned again, even if its deadline changes. */
  private static final String PLAN =
      """
      insert into lapse.reminder (account_id, lapse_number, milestone, kind, due_at, deadline, state)
      select planned.id, planned.lapse, planned.milestone, planned.kind, planned.due, planned.deadline, 'waiting'
      from unnest(
        cast(:ids as text[]),
        cast(:lapses as integer[]),
        cast(:milestones as text[]),
        cast(:kinds as text[]),
        cast(:due as timestamptz[]),
        cast(:deadlines as timestamptz[])
      ) as planned (id, lapse, milestone, kind, due, deadline)
      on conflict (account_id, lapse_number, milestone) do update
      set due_at = excluded.due_at, deadline = excluded.deadline, state = 'waiting', decided_at = null
      where reminder.state = 'withdrawn'
      """;

  /** Accounts with a reminder to decide; accounts whose reminders must wait are excluded. */
  private static final String DUE_ACCOUNTS =
      """
      select r.account_id
      from lapse.reminder r
      where r.state = 'waiting'
        and r.due_at <= :now
        and (
          r.deadline <= :now
          or r.kind = any(:kinds)
            and (
              r.kind = 'grace-ending'
              or not exists (
                select
                from lapse.hold h
                where h.account_id = r.account_id
                  and h.released_at is null
                  and (h.until is null or h.until > :now)
              )
            )
        )
      group by r.account_id
      order by min(r.due_at), r.account_id
      limit :most
      """;

  private static final String DUE =
      """
      select account_id, lapse_number, milestone, due_at, deadline
      from lapse.reminder
      where account_id = :id
        and decided_at is null
        and due_at <= :now
        and (deadline <= :now or kind = any(:kinds))
      order by lapse_number, due_at
      """;
  private static final String DECIDE =
      """
      update lapse.reminder
      set state = :state, decided_at = :now
      where account_id = :id
        and lapse_number = :lapse
        and milestone = :milestone
        and decided_at is null
      """;

  /** Only the latest reminder that was sent: an older one would arrive after it. */
  private static final String WAIT_AGAIN =
      """
      update lapse.reminder r
      set state = 'waiting', decided_at = null
      where r.account_id = :id
        and r.lapse_number = :lapse
        and r.milestone = any(:milestones)
        and r.state = 'sent'
        and r.deadline > :now
        and not exists (
          select
          from lapse.reminder later
          where later.account_id = r.account_id
            and later.lapse_number = r.lapse_number
            and later.kind = r.kind
            and later.state = 'sent'
            and later.due_at > r.due_at
        )
      """;

  private final JdbcClient jdbc;

  Reminders(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A reminder and the lapse that it belongs to. */
  public record Planned(int lapseNumber, Reminder reminder) {}

  private record OfAccount(String accountId, int lapseNumber, Reminder reminder) {}

  /** The content of a reminder, independent of its lapse. */
  private record Said(String milestone, Instant deadline) {}

  /**
   * Plans the reminders again: those planned for other deadlines are withdrawn, and none is planned
   * for a time in the past. Waiting reminders that are still correct, due or not, stay.
   */
  void plan(String id, int lapseNumber, ZoneId zone, Deadlines deadlines, Instant now) {
    Set<Said> waited = withdrawn(id, now);
    List<OfAccount> planned =
        Milestone.before(deadlines, zone).stream()
            .filter(
                reminder ->
                    !reminder.due().isBefore(now)
                        || waited.contains(
                            new Said(reminder.milestone().text(), reminder.deadline())))
            .map(reminder -> new OfAccount(id, lapseNumber, reminder))
            .toList();
    insert(planned);
  }

  /** Plans the reminders of accounts that never had any. None is planned for the past. */
  void planFirst(Collection<AnnounceChanges.FirstLapse> lapses, Instant now) {
    List<OfAccount> planned =
        lapses.stream()
            .flatMap(
                first ->
                    Milestone.before(first.deadlines(), first.lapse().zone()).stream()
                        .filter(reminder -> !reminder.due().isBefore(now))
                        .map(reminder -> new OfAccount(first.accountId(), 1, reminder)))
            .toList();
    insert(planned);
  }

  private void insert(List<OfAccount> planned) {
    if (!planned.isEmpty()) {
      jdbc.sql(PLAN)
          .param("ids", texts(planned, OfAccount::accountId))
          .param("lapses", texts(planned, of -> String.valueOf(of.lapseNumber())))
          .param("milestones", texts(planned, of -> of.reminder().milestone().text()))
          .param("kinds", texts(planned, of -> of.reminder().milestone().kind().text()))
          .param("due", texts(planned, of -> of.reminder().due().toString()))
          .param("deadlines", texts(planned, of -> of.reminder().deadline().toString()))
          .update();
    }
  }

  void withdraw(String id, Instant now) {
    withdrawn(id, now);
  }

  private Set<Said> withdrawn(String id, Instant now) {
    return jdbc.sql(WITHDRAW)
        .param("id", id)
        .param("now", Timestamps.parameter(now))
        .query(
            (row, number) -> new Said(row.getString("milestone"), Timestamps.get(row, "deadline")))
        .set();
  }

  /** Reminders that were sent and recalled before delivery wait again. */
  void waitAgain(String id, int lapseNumber, Collection<Milestone> milestones, Instant now) {
    if (!milestones.isEmpty()) {
      jdbc.sql(WAIT_AGAIN)
          .param("id", id)
          .param("lapse", lapseNumber)
          .param("milestones", texts(milestones, Milestone::text))
          .param("now", Timestamps.parameter(now))
          .update();
    }
  }

  public List<String> dueAccounts(Collection<Milestone.Kind> kinds, int most, Instant now) {
    return jdbc.sql(DUE_ACCOUNTS)
        .param("kinds", texts(kinds, Milestone.Kind::text))
        .param("most", most)
        .param("now", Timestamps.parameter(now))
        .query(String.class)
        .list();
  }

  public List<Planned> due(String id, Set<Milestone.Kind> kinds, Instant now) {
    return jdbc.sql(DUE)
        .param("id", id)
        .param("kinds", texts(kinds, Milestone.Kind::text))
        .param("now", Timestamps.parameter(now))
        .query(
            (row, number) ->
                new Planned(
                    row.getInt("lapse_number"),
                    new Reminder(
                        Milestone.of(row.getString("milestone")).orElseThrow(),
                        Timestamps.get(row, "due_at"),
                        Timestamps.get(row, "deadline"))))
        .list();
  }

  public void decide(String id, int lapseNumber, Map<Milestone, Fate> fates, Instant now) {
    fates.forEach(
        (milestone, fate) -> {
          switch (fate) {
            case WAIT -> {}
            case SEND -> decide(id, lapseNumber, milestone, "sent", now);
            case SKIP -> decide(id, lapseNumber, milestone, "skipped", now);
          }
        });
  }

  private void decide(String id, int lapseNumber, Milestone milestone, String state, Instant now) {
    jdbc.sql(DECIDE)
        .param("id", id)
        .param("lapse", lapseNumber)
        .param("milestone", milestone.text())
        .param("state", state)
        .param("now", Timestamps.parameter(now))
        .update();
  }

  private static <T> String[] texts(Collection<T> values, Function<T, String> text) {
    return values.stream().map(text).toArray(String[]::new);
  }
}
