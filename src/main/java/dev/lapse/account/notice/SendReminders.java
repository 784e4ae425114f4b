package dev.lapse.account.notice;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.Reminders;
import dev.lapse.account.Reminders.Planned;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Milestone;
import dev.lapse.policy.Reminder;
import dev.lapse.policy.Reminder.Fate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Puts due reminders into the outbox, once per milestone. Everything they depend on is read again
 * under the lock that a reactivation takes: either the reminder was written before the
 * reactivation, which then supersedes it, or not at all.
 */
@Component
public class SendReminders {
  private static final int ACCOUNTS_PER_TRANSACTION = 200;

  /** One node at a time; the others skip the round. */
  private static final String ONE_NODE =
      "select pg_try_advisory_xact_lock(hashtextextended('lapse:reminders', 0))";

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final Reminders reminders;
  private final AnnounceChanges announce;
  private final TransactionOperations transaction;

  public SendReminders(
      JdbcClient jdbc,
      Accounts accounts,
      Reminders reminders,
      AnnounceChanges announce,
      TransactionOperations transaction) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.reminders = reminders;
    this.announce = announce;
    this.transaction = transaction;
  }

  /**
   * Sends what is due.
   *
   * @param enforced the jobs in mode enforce; nobody is reminded of an action that no job will
   *     carry out
   * @return how many reminders were sent
   */
  public int due(Set<JobName> enforced, Instant now) {
    Set<Milestone.Kind> kinds =
        Arrays.stream(Milestone.Kind.values())
            .filter(kind -> enforced.contains(kind.job()))
            .collect(Collectors.toSet());
    int sent = 0;
    Portion portion;
    do {
      portion = Objects.requireNonNull(transaction.execute(status -> oneNode(kinds, now)));
      sent += portion.sent();
    } while (portion.accounts() == ACCOUNTS_PER_TRANSACTION);
    return sent;
  }

  private record Portion(int accounts, int sent) {}

  private Portion oneNode(Set<Milestone.Kind> kinds, Instant now) {
    if (!jdbc.sql(ONE_NODE).query(Boolean.class).single()) {
      return new Portion(0, 0);
    }
    List<String> ids = reminders.dueAccounts(kinds, ACCOUNTS_PER_TRANSACTION, now);
    int sent = 0;
    for (Account account : accounts.lock(ids, now).values()) {
      sent += decide(account, kinds, now);
    }
    return new Portion(ids.size(), sent);
  }

  private int decide(Account account, Set<Milestone.Kind> kinds, Instant now) {
    Map<Integer, List<Reminder>> byLapse =
        reminders.due(account.id(), kinds, now).stream()
            .collect(
                Collectors.groupingBy(
                    Planned::lapseNumber,
                    Collectors.mapping(Planned::reminder, Collectors.toList())));
    int sent = 0;
    for (Map.Entry<Integer, List<Reminder>> lapse : byLapse.entrySet()) {
      Map<Milestone, Fate> fates =
          Reminder.decide(lapse.getValue(), lapse.getKey(), account.status(), now);
      reminders.decide(account.id(), lapse.getKey(), fates, now);
      for (Reminder reminder : lapse.getValue()) {
        if (fates.get(reminder.milestone()) == Fate.SEND) {
          announce.reminded(account, reminder, now);
          sent++;
        }
      }
    }
    return sent;
  }
}
