package dev.lapse.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/**
 * One reminder of one lapse.
 *
 * @param due the reminder is sent at {@code now >= due} and {@code now < deadline}
 * @param deadline the deadline it announces
 */
public record Reminder(Milestone milestone, Instant due, Instant deadline) {
  /** What to do with a due reminder. */
  public enum Fate {
    SEND,
    /** Not now: a hold makes it untrue for the time being. */
    WAIT,
    /** Never: it is no longer true, or a later one replaces it. */
    SKIP
  }

  /**
   * Decides on the reminders of one lapse that are due and not yet sent, from data just read under
   * the account's lock. Of several of one kind, only the latest is sent.
   *
   * @param lapseNumber the lapse whose reminders they are
   */
  public static Map<Milestone, Fate> decide(
      Collection<Reminder> due, int lapseNumber, AccountStatus account, Instant now) {
    Map<Milestone, Fate> fates = new EnumMap<>(Milestone.class);
    for (Reminder reminder : due) {
      boolean replaced =
          due.stream()
              .filter(other -> other.milestone.kind() == reminder.milestone.kind())
              .max(Comparator.comparing(Reminder::due))
              .filter(latest -> !latest.equals(reminder))
              .isPresent();
      fates.put(
          reminder.milestone,
          !reminder.isTrue(lapseNumber, account, now)
              ? Fate.SKIP
              : reminder.isSuspended(account) ? Fate.WAIT : replaced ? Fate.SKIP : Fate.SEND);
    }
    return fates;
  }

  private boolean isTrue(int lapseNumber, AccountStatus account, Instant now) {
    Deadlines deadlines = account.deadlines();
    boolean done =
        switch (milestone.kind()) {
          case GRACE_ENDING -> account.cutOff();
          case RETENTION_ENDING -> account.pastPointOfNoReturn() || account.erased();
        };
    return account.state() != AccountState.ACTIVE
        && account.lapseNumber() == lapseNumber
        && deadlines != null
        && deadline.equals(milestone.kind().deadline(deadlines))
        && now.isBefore(deadline)
        && !done;
  }

  /** A hold prevents the expiry, but not the cut-off. */
  private boolean isSuspended(AccountStatus account) {
    return milestone.kind() == Milestone.Kind.RETENTION_ENDING && !account.holds().isEmpty();
  }
}
