package dev.lapse.account;

import dev.lapse.clock.DueClock;
import dev.lapse.event.EventType;
import dev.lapse.event.NewEvent;
import dev.lapse.event.Outbox;
import dev.lapse.event.Superseded;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Lapse;
import dev.lapse.policy.Milestone;
import dev.lapse.policy.Policy;
import dev.lapse.policy.Reminder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The only place that decides which events and reminders follow from a change of an account. Called
 * in the transaction of the change, under the account's lock.
 */
@Component
public class AnnounceChanges {
  private static final Set<EventType> REMINDERS =
      Set.of(EventType.GRACE_ENDING, EventType.RETENTION_ENDING);

  private final Outbox outbox;
  private final Reminders reminders;
  private final Supplier<Policy> policy;
  private final DueClock clock;

  AnnounceChanges(Outbox outbox, Reminders reminders, Supplier<Policy> policy, DueClock clock) {
    this.outbox = outbox;
    this.reminders = reminders;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * Announces a lapse with its deadlines. A lapse whose grace period is already over when Lapse
   * learns of it is not announced: nobody wants an email about last year.
   *
   * @param before the account as it was
   */
  public void lapsed(Account before, Lapse lapse, Deadlines deadlines) {
    Instant now = clock.instant();
    int number = before.lapseNumber() + 1;
    if (before.lapseNumber() > 0) {
      outbox.supersede(before.id(), REMINDERS);
    }
    reminders.plan(before.id(), number, lapse.zone(), deadlines, now);
    outbox.append(lapsed(before.id(), number, lapse, deadlines, now));
  }

  /** The first lapse of an account. */
  public record FirstLapse(String accountId, Lapse lapse, Deadlines deadlines) {}

  /** Announces the first lapses of accounts that Lapse has just heard of. */
  public void firstLapses(List<FirstLapse> lapses) {
    Instant now = clock.instant();
    reminders.planFirst(lapses, now);
    outbox.append(
        lapses.stream()
            .flatMap(
                first ->
                    lapsed(first.accountId(), 1, first.lapse(), first.deadlines(), now).stream())
            .toList());
  }

  private List<NewEvent> lapsed(
      String id, int number, Lapse lapse, Deadlines deadlines, Instant now) {
    if (!policy.get().deadlines(lapse).cutOff().isAfter(now)) {
      return List.of();
    }
    Map<String, Object> data = new TreeMap<>();
    data.put("lapse", number);
    data.put("kind", lapse.kind().text());
    data.put("state", lapse.state().text());
    data.put("lapsedAt", text(lapse.at()));
    data.put("retainData", lapse.retainData());
    data.put("timeZone", lapse.zone().getId());
    data.put("policyVersion", policy.get().version());
    put(data, deadlines);
    return List.of(new NewEvent(EventType.LAPSED, id, number, lapse.at(), null, data));
  }

  /**
   * Announces that the retention choice is withdrawn: there is no expiry any more, but the cut-off
   * stays as announced.
   */
  public void retentionWithdrawn(Account before, Deadlines deadlines) {
    outbox.supersede(before.id(), Set.of(EventType.RETENTION_ENDING));
    reminders.plan(before.id(), before.lapseNumber(), before.zone(), deadlines, clock.instant());
  }

  public void reactivated(Account before, Instant now) {
    outbox.supersede(before.id(), REMINDERS);
    reminders.withdraw(before.id(), now);
    outbox.append(
        new NewEvent(
            EventType.REACTIVATED,
            before.id(),
            before.lapseNumber(),
            now,
            null,
            Map.of("lapse", before.lapseNumber(), "withData", before.pointOfNoReturnAt() == null)));
  }

  /** Announces nothing about a forgotten account, and withdraws what was still to be sent. */
  public void forgotten(Account before, Instant now) {
    outbox.supersede(before.id(), REMINDERS);
    reminders.withdraw(before.id(), now);
  }

  /** A reminder that is not delivered yet is recalled and waits until the hold ends. */
  public void holdPlaced(Account before, @Nullable Instant until, Instant now) {
    Set<Milestone> calledBack =
        outbox.supersede(before.id(), Set.of(EventType.RETENTION_ENDING)).stream()
            .filter(event -> event.lapseNumber() == before.lapseNumber())
            .flatMap(event -> milestone(event).stream())
            .collect(Collectors.toSet());
    reminders.waitAgain(before.id(), before.lapseNumber(), calledBack, now);
    Map<String, Object> data = new TreeMap<>();
    data.put("lapse", before.lapseNumber());
    data.put("holdsInForce", before.holds().size() + 1);
    data.put("afterPointOfNoReturn", before.pointOfNoReturnAt() != null);
    if (until != null) {
      data.put("until", text(until));
    }
    append(EventType.HOLD_PLACED, before, now, null, data);
  }

  public void holdReleased(Account before, Instant now) {
    append(
        EventType.HOLD_RELEASED,
        before,
        now,
        null,
        Map.of("lapse", before.lapseNumber(), "holdsInForce", before.holds().size() - 1));
  }

  /** Announces the end of access. */
  public void cutOff(Collection<Account> before, Instant now) {
    for (Account account : before) {
      Map<String, Object> data = new TreeMap<>();
      data.put("lapse", account.lapseNumber());
      put(data, Objects.requireNonNull(account.deadlines()));
      append(EventType.CUT_OFF, account, now, null, data);
    }
  }

  /**
   * Announces a verified erasure: nothing is left.
   *
   * @param job purge or expire
   */
  public void erased(JobName job, Collection<DueAccount> accounts, Instant now) {
    EventType type = job == JobName.EXPIRE ? EventType.EXPIRED : EventType.PURGED;
    outbox.append(
        accounts.stream()
            .sorted(Comparator.comparing(DueAccount::accountId))
            .map(
                erased ->
                    new NewEvent(
                        type,
                        erased.accountId(),
                        erased.lapseNumber(),
                        now,
                        null,
                        Map.of("lapse", erased.lapseNumber())))
            .toList());
  }

  /** Announces what ends and when; the reminder is not sent after that deadline. */
  public void reminded(Account account, Reminder reminder, Instant now) {
    Map<String, Object> data = new TreeMap<>();
    data.put("lapse", account.lapseNumber());
    data.put("daysBefore", reminder.milestone().daysBefore());
    data.put("timeZone", account.zone().getId());
    EventType type =
        switch (reminder.milestone().kind()) {
          case GRACE_ENDING -> {
            data.put("cutOff", text(reminder.deadline()));
            Deadlines deadlines = account.deadlines();
            if (deadlines != null && deadlines.purge() != null) {
              data.put("purge", text(deadlines.purge()));
            }
            yield EventType.GRACE_ENDING;
          }
          case RETENTION_ENDING -> {
            data.put("expiry", text(reminder.deadline()));
            yield EventType.RETENTION_ENDING;
          }
        };
    append(type, account, now, reminder.deadline(), data);
  }

  private void append(
      EventType type,
      Account account,
      Instant at,
      @Nullable Instant validUntil,
      Map<String, ?> data) {
    outbox.append(new NewEvent(type, account.id(), account.lapseNumber(), at, validUntil, data));
  }

  private static Optional<Milestone> milestone(Superseded event) {
    return Arrays.stream(Milestone.values())
        .filter(milestone -> milestone.kind() == Milestone.Kind.RETENTION_ENDING)
        .filter(
            milestone ->
                Integer.valueOf(milestone.daysBefore()).equals(event.data().get("daysBefore")))
        .findFirst();
  }

  private static void put(Map<String, Object> data, Deadlines deadlines) {
    data.put("cutOff", text(deadlines.cutOff()));
    Instant erasure = deadlines.erasure();
    if (erasure != null) {
      data.put(deadlines.purge() == null ? "expiry" : "purge", text(erasure));
    }
  }

  /** In microseconds, the precision of the database. */
  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).toString();
  }
}
