package dev.lapse.account;

import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Lapse;
import dev.lapse.policy.Policy;
import dev.lapse.problem.WrongFields;
import java.time.Instant;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes one line into Lapse's table, under the account's lock and within the caller's transaction.
 * It never shortens a deadline and never reactivates: a line that says less than what is known
 * leaves the account as it is.
 */
@Component
class TakeLine {
  private static final String ADD =
      """
      insert into lapse.account (id, name, kind, state, cell, time_zone)
      values (:id, :name, :kind, 'active', :cell, :zone)
      on conflict (id) do nothing
      """;
  private static final String DESCRIBE =
      """
      update lapse.account
      set name = coalesce(:name, name), kind = :kind, time_zone = :zone
      where id = :id
        and point_of_no_return_at is null
        and (name, kind, time_zone) is distinct from (coalesce(:name, name), :kind, :zone)
      """;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final RecordLapse recordLapse;
  private final Policy policy;

  TakeLine(JdbcClient jdbc, Accounts accounts, RecordLapse recordLapse, Policy policy) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.recordLapse = recordLapse;
    this.policy = policy;
  }

  /** Who tells. */
  enum Source {
    IMPORT,
    STORE
  }

  /** What a line did. */
  enum Taken {
    ADDED,
    CHANGED,
    UNCHANGED
  }

  /**
   * Refuses a lapse that the policy does not know.
   *
   * @throws RefusedByRule if the policy does not allow it
   */
  void refuseUnlessAllowed(ImportLine line) {
    Lapse lapse = line.lapse();
    if (lapse != null) {
      RefusedByRule.unlessAllowed(recordLapse.mayLapse(lapse), line.zone());
    }
  }

  /**
   * Takes it.
   *
   * @throws WrongFields if the id is known in another cell; nothing was changed then
   */
  Taken take(ImportLine line, Source source, String actor, Instant now) {
    boolean added = describe(ADD, line) == 1;
    Account known = accounts.lock(line.id(), now);
    if (!known.cell().equals(line.cell())) {
      throw new WrongFields(
          "cell",
          "account '%s' is known in cell '%s'; an id stands for one account in all cells"
              .formatted(line.id(), known.cell()));
    }
    boolean described = !added && describe(DESCRIBE, line) == 1;
    boolean lapsed = lapse(known, line, source, actor);
    if (added) {
      return Taken.ADDED;
    }
    return described || lapsed ? Taken.CHANGED : Taken.UNCHANGED;
  }

  private int describe(String sql, ImportLine line) {
    return jdbc.sql(sql)
        .param("id", line.id())
        .param("name", line.name())
        .param("kind", line.kind().text())
        .param("cell", line.cell())
        .param("zone", line.zone().getId())
        .update();
  }

  private boolean lapse(Account known, ImportLine line, Source source, String actor) {
    Lapse lapse = line.lapse();
    if (lapse == null || known.pointOfNoReturnAt() != null) {
      return false;
    }
    Instant lapsedAt = lapse.at();
    Deadlines deadlines = policy.deadlines(lapse);
    Deadlines promised = known.deadlines();
    if (known.state() == AccountState.ACTIVE || promised == null) {
      Instant reactivatedAt = known.reactivatedAt();
      if (reactivatedAt != null && !lapsedAt.isAfter(reactivatedAt)) {
        return false; // an old lapse, told again after the account came back
      }
    } else {
      if (isOlderWord(known, lapsedAt, source) || isToldAgain(known, lapse)) {
        return false;
      }
      boolean closesPaused = closesPaused(known, lapse);
      if (closesPaused || correctsClose(known, lapse, promised)) {
        deadlines = deadlines.notBefore(promised).withCutOff(promised.cutOff());
      } else if (!wasCustomerSince(known, lapse)) {
        deadlines = deadlines.notBefore(promised);
      }
      if (!closesPaused && deadlines.equals(promised)) {
        return false;
      }
    }
    recordLapse.write(known, lapse, deadlines, null, null, actor);
    return true;
  }

  /**
   * True if it is the lapse that is known. Its deadlines are fixed, and need not be those that it
   * would have by itself: the close of a paused account reopens nothing.
   */
  private static boolean isToldAgain(Account known, Lapse lapse) {
    return lapse.state() == known.state()
        && lapse.at().equals(known.lapsedAt())
        && lapse.retainData() == known.retainData()
        && lapse.zone().equals(known.zone());
  }

  /** True if a paused account was closed later, which reopens nothing. */
  private static boolean closesPaused(Account known, Lapse lapse) {
    return known.state() == AccountState.PAUSED
        && lapse.state() == AccountState.CLOSED
        && lapse.at().isAfter(Objects.requireNonNull(known.lapsedAt()));
  }

  /** True if it gives another instant to the close of a paused account: the pause cut it off. */
  private boolean correctsClose(Account known, Lapse lapse, Deadlines promised) {
    if (known.state() != AccountState.CLOSED || lapse.state() != AccountState.CLOSED) {
      return false;
    }
    Lapse alone =
        new Lapse(
            known.kind(),
            AccountState.CLOSED,
            Objects.requireNonNull(known.lapsedAt()),
            known.retainData(),
            known.zone());
    return promised.cutOff().isBefore(policy.deadlines(alone).cutOff());
  }

  /** True if a trial that ended became a customer's account, which lapsed by itself later. */
  private static boolean wasCustomerSince(Account known, Lapse lapse) {
    return known.state() == AccountState.TRIAL_ENDED
        && lapse.state() != AccountState.TRIAL_ENDED
        && lapse.at().isAfter(Objects.requireNonNull(known.lapsedAt()));
  }

  /**
   * True if the customer closed the account, or withdrew the retention choice, after what the line
   * tells. The store in which an account lives has the last word on the choice.
   */
  private static boolean isOlderWord(Account known, Instant lapsedAt, Source source) {
    Instant knownLapse = Objects.requireNonNull(known.lapsedAt());
    return lapsedAt.isBefore(knownLapse)
        || (source == Source.IMPORT
            && known.retentionWithdrawnAt() != null
            && lapsedAt.equals(knownLapse));
  }
}
