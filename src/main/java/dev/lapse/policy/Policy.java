package dev.lapse.policy;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The promises to customers: how long everything still works, how long data is retained, and who
 * may do what.
 *
 * <p>Periods are calendar periods in the account's time zone, applied as {@link
 * java.time.ZonedDateTime#plus} does (docs/policy-facts.md, fact 4). Deadlines are rounded up to
 * whole microseconds, the precision of the database, so that none is ever early.
 *
 * @param version version of the file, recorded with every deadline
 * @param grace from the lapse to the cut-off
 * @param retention from the lapse to the expiry of retained data
 * @param pauseEvery from one pause to the first instant at which the next is allowed
 * @param retentionChoice the events at which a customer may choose retention
 * @param eraseEndedTrials whether a trial that ended is purged
 * @param features features that a cut-off switches off
 * @param dataAccess data accesses that a cut-off switches off
 * @param reasons what a customer chooses a reason from; empty: any text is a reason
 * @param pauseLengths what a customer chooses the length from; empty: any period
 */
public record Policy(
    String version,
    Period grace,
    Period retention,
    Period pauseEvery,
    Set<AccountState> retentionChoice,
    boolean eraseEndedTrials,
    List<String> features,
    List<String> dataAccess,
    List<CancelReason> reasons,
    List<Period> pauseLengths) {

  public Policy {
    retentionChoice = Set.copyOf(retentionChoice);
    features = List.copyOf(features);
    dataAccess = List.copyOf(dataAccess);
    reasons = List.copyOf(reasons);
    pauseLengths = List.copyOf(pauseLengths);
  }

  /** The deadlines of a lapse of an account that was active. */
  public Deadlines deadlines(Lapse lapse) {
    Instant cutOff = plus(lapse.at(), grace, lapse.zone());
    if (lapse.state() == AccountState.TRIAL_ENDED && !eraseEndedTrials) {
      return new Deadlines(cutOff, null, null);
    }
    if (lapse.retainData()) {
      Instant expiry = plus(lapse.at(), retention, lapse.zone());
      return new Deadlines(cutOff, null, expiry.isBefore(cutOff) ? cutOff : expiry);
    }
    return new Deadlines(cutOff, cutOff, null);
  }

  /**
   * The deadlines after a paused account is closed: its retention is replaced by the close plus the
   * grace period, and access is not reopened (docs/policy-facts.md, fact 6). If the customer chose
   * retention again at the close, the data is retained until the later end of both choices.
   */
  public Deadlines closePaused(Deadlines paused, Lapse close) {
    Deadlines own = deadlines(close);
    if (close.retainData()) {
      return own.notBefore(paused).withCutOff(paused.cutOff());
    }
    Instant purge = own.cutOff();
    return new Deadlines(
        paused.cutOff(), purge.isBefore(paused.cutOff()) ? paused.cutOff() : purge, null);
  }

  /**
   * The deadlines after the customer withdrew the retention choice: purge at once, but not before
   * the cut-off. Nothing changes if nothing is retained, and an overdue expiry keeps its deadline.
   */
  public Deadlines withdrawRetention(Deadlines retained, Instant now) {
    Instant expiry = retained.expiry();
    if (expiry == null) {
      return retained;
    }
    Instant atOnce = wholeMicrosUp(now);
    Instant purge = atOnce.isBefore(expiry) ? atOnce : expiry;
    return new Deadlines(
        retained.cutOff(), purge.isBefore(retained.cutOff()) ? retained.cutOff() : purge, null);
  }

  /**
   * Whether one of these may request a pause, close or reactivation of an account of this kind
   * (docs/policy-facts.md, fact 1).
   *
   * @param as the roles that the requester has for the account
   */
  public PolicyCheck mayAsk(AccountKind kind, Set<Requester> as) {
    Requester entitled = Requester.entitled(kind);
    if (as.contains(entitled)) {
      return new PolicyCheck.Allowed();
    }
    return entitled == Requester.PROVIDER
        ? new PolicyCheck.Refused(
            "not-provider", "only its provider may request this for a resold account")
        : new PolicyCheck.Refused(
            "not-primary-administrator",
            "only the primary administrator of the account may request this");
  }

  /**
   * Whether an account of this kind may be paused now. {@code lastPausedAt} is null if it was never
   * paused.
   */
  public PolicyCheck mayPause(
      AccountKind kind, @Nullable Instant lastPausedAt, ZoneId zone, Instant now) {
    return switch (kind) {
      case RESOLD ->
          new PolicyCheck.Refused(
              "resold", "a resold account cannot be paused; its provider closes it");
      case TRIAL -> new PolicyCheck.Refused("trial", "a trial cannot be paused; it simply ends");
      case DIRECT -> {
        Instant first = lastPausedAt == null ? null : plus(lastPausedAt, pauseEvery, zone);
        yield first == null || !now.isBefore(first)
            ? new PolicyCheck.Allowed()
            : new PolicyCheck.Refused(
                "paused-recently",
                "the account was paused on %s; it can be paused again from %s on"
                    .formatted(lastPausedAt, first),
                first);
      }
    };
  }

  /**
   * Whether this lapse may carry this retention choice (docs/policy-facts.md, fact 6), and this
   * kind end this way.
   */
  public PolicyCheck mayLapse(Lapse lapse) {
    if (lapse.state() == AccountState.TRIAL_ENDED && lapse.kind() != AccountKind.TRIAL) {
      return new PolicyCheck.Refused(
          "not-a-trial", "only a trial can end as a trial; this account is " + lapse.kind().text());
    }
    if (lapse.state() == AccountState.PAUSED && lapse.kind() != AccountKind.DIRECT) {
      return mayPause(lapse.kind(), null, lapse.zone(), lapse.at());
    }
    if (lapse.retainData() && !retentionChoice.contains(lapse.state())) {
      return new PolicyCheck.Refused("retention-not-offered", choiceRefused(lapse.state()));
    }
    return new PolicyCheck.Allowed();
  }

  private String choiceRefused(AccountState state) {
    if (retentionChoice.isEmpty()) {
      return "the policy does not offer to keep the data";
    }
    String offered =
        Arrays.stream(AccountState.values())
            .filter(retentionChoice::contains)
            .map(AccountState::text)
            .collect(Collectors.joining(" or "));
    return "only an account that is %s can choose to keep its data, not one that is %s"
        .formatted(offered, state.text());
  }

  /**
   * The end of a calendar period in a zone (docs/policy-facts.md, fact 4), in whole microseconds
   * and never early.
   */
  public static Instant plus(Instant start, Period period, ZoneId zone) {
    return wholeMicrosUp(start.atZone(zone).plus(period).toInstant());
  }

  /** Rounds up to whole microseconds, so that the stored instant is never earlier. */
  public static Instant wholeMicrosUp(Instant instant) {
    Instant down = instant.truncatedTo(ChronoUnit.MICROS);
    return down.equals(instant) ? instant : down.plus(1, ChronoUnit.MICROS);
  }
}
