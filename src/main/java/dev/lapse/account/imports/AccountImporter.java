package dev.lapse.account.imports;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Lapse;
import dev.lapse.policy.Policy;
import dev.lapse.policy.PolicyCheck;
import dev.lapse.problem.WrongFields;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Inserts or updates one account from an import line, under the account's lock and in the caller's
 * transaction. Never shortens a deadline and never reactivates: a line with older data leaves the
 * account as it is.
 */
@Component
class AccountImporter {
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
  private final Supplier<Policy> policy;

  AccountImporter(
      JdbcClient jdbc, Accounts accounts, RecordLapse recordLapse, Supplier<Policy> policy) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.recordLapse = recordLapse;
    this.policy = policy;
  }

  /** Where a line comes from. */
  enum Source {
    IMPORT,
    STORE
  }

  /** The effect of a line. */
  enum ImportEffect {
    ADDED,
    CHANGED,
    UNCHANGED
  }

  /**
   * What a line did.
   *
   * @param before the account as it was; of one that was added, without its lapse
   */
  record Upserted(ImportEffect effect, Account before) {}

  /**
   * Inserts or updates the account.
   *
   * @throws WrongFields if the id exists in another cell; nothing was changed then
   * @throws Contradiction if an import says what cannot be true of a lapsed account; nothing was
   *     changed then
   */
  Upserted upsert(ImportLine received, Source source, String actor, Instant now) {
    boolean added = describe(ADD, received) == 1;
    Account known = accounts.lock(received.id(), now);
    ImportLine line = received.notEarlierThan(known);
    if (!known.cell().equals(line.cell())) {
      throw new WrongFields(
          "cell",
          "account '%s' already exists in cell '%s'; ids are unique across cells"
              .formatted(line.id(), known.cell()));
    }
    if (source == Source.IMPORT) {
      refuseContradiction(known, line);
    }
    boolean described = !added && describe(DESCRIBE, line) == 1;
    boolean lapsed =
        line.isRoundedLapseOf(known)
            ? refine(known, line, source, actor, now)
            : lapse(known, line, source, actor);
    if (added) {
      return new Upserted(ImportEffect.ADDED, known);
    }
    return new Upserted(described || lapsed ? ImportEffect.CHANGED : ImportEffect.UNCHANGED, known);
  }

  /**
   * The line has the exact instant of a lapse that is known up to its second: the deadlines move by
   * the difference, and what was done stays done.
   */
  private boolean refine(Account known, ImportLine line, Source source, String actor, Instant now) {
    if (known.pointOfNoReturnAt() != null) {
      return false;
    }
    recordLapse.refine(known, Objects.requireNonNull(line.lapsedAt()), actor);
    lapse(accounts.lock(line.id(), now), line, source, actor);
    return true;
  }

  /** A store that accounts come from has the last word instead. */
  private void refuseContradiction(Account known, ImportLine line) {
    if (known.state() == AccountState.ACTIVE) {
      return;
    }
    if (line.state() == AccountState.ACTIVE) {
      throw contradiction(
          known,
          "it is said to be active",
          "an import never reactivates: reactivate the account, or correct what is imported");
    }
    Lapse alike = new Lapse(line.kind(), known.state(), lapsedAt(known), false, line.zone());
    boolean paying = known.state() == AccountState.TRIAL_ENDED;
    if (!paying && policy.get().mayLapse(alike) instanceof PolicyCheck.Refused refused) {
      throw contradiction(
          known, "it is said to be " + line.kind().text(), refused.reason() + "; correct the kind");
    }
  }

  private static Contradiction contradiction(Account known, String claim, String remedy) {
    return new Contradiction(
        "account '%s' has been %s since %s%s, but %s; %s"
            .formatted(
                known.id(),
                known.state().text(),
                known.lapsedAt(),
                known.erasedAt() != null
                    ? " and is erased"
                    : known.pointOfNoReturnAt() != null ? " and is being erased" : "",
                claim,
                remedy));
  }

  private static Instant lapsedAt(Account known) {
    return Objects.requireNonNull(known.lapsedAt());
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
    Deadlines deadlines = policy.get().deadlines(lapse);
    Deadlines promised = known.deadlines();
    if (known.state() == AccountState.ACTIVE || promised == null) {
      Instant reactivatedAt = known.reactivatedAt();
      if (reactivatedAt != null && !lapsedAt.isAfter(reactivatedAt)) {
        return false; // an old lapse, reported again after the account came back
      }
    } else {
      if (isOlderWord(known, lapsedAt, source) || isKnown(known, lapse)) {
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
    recordLapse.write(known, lapse, deadlines, actor);
    return true;
  }

  /**
   * True if this is the known lapse. Its deadlines are fixed and may differ from those that it
   * would get on its own: closing a paused account does not reopen access.
   */
  private static boolean isKnown(Account known, Lapse lapse) {
    return lapse.state() == known.state()
        && lapse.at().equals(known.lapsedAt())
        && lapse.retainData() == known.retainData()
        && lapse.zone().equals(known.zone());
  }

  /** True if a paused account was closed later, which does not reopen access. */
  private static boolean closesPaused(Account known, Lapse lapse) {
    return known.state() == AccountState.PAUSED
        && lapse.state() == AccountState.CLOSED
        && lapse.at().isAfter(Objects.requireNonNull(known.lapsedAt()));
  }

  /**
   * True if this changes the instant at which a paused account was closed: the pause cut it off.
   */
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
    return promised.cutOff().isBefore(policy.get().deadlines(alone).cutOff());
  }

  /** True if a trial that ended became a paying account, which later lapsed. */
  private static boolean wasCustomerSince(Account known, Lapse lapse) {
    return known.state() == AccountState.TRIAL_ENDED
        && lapse.state() != AccountState.TRIAL_ENDED
        && lapse.at().isAfter(Objects.requireNonNull(known.lapsedAt()));
  }

  /**
   * True if the customer closed the account or withdrew the retention choice after this lapse. The
   * store that an account comes from has the last word on the choice.
   */
  private static boolean isOlderWord(Account known, Instant lapsedAt, Source source) {
    Instant knownLapse = Objects.requireNonNull(known.lapsedAt());
    return lapsedAt.isBefore(knownLapse)
        || (source == Source.IMPORT
            && known.retentionWithdrawnAt() != null
            && lapsedAt.equals(knownLapse));
  }
}
