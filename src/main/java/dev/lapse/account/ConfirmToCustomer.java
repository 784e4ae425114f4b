package dev.lapse.account;

import dev.lapse.account.Confirmation.KeptSet;
import dev.lapse.account.Promises.Fate;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Explains to customers what a lapse or a reactivation means for them. */
@Component
public class ConfirmToCustomer {
  private final Promises promises;

  ConfirmToCustomer(Promises promises) {
    this.promises = promises;
  }

  /** What happens to a lapsed account, and when. */
  public Confirmation lapse(Account account, Instant now) {
    Deadlines deadlines = Objects.requireNonNull(account.deadlines(), "the account has lapsed");
    boolean erased = deadlines.erasure() != null;
    List<String> removed =
        promises.in(account.cell(), Fate.REMOVED_AT_LAPSE).map(Promises.OfSet::name).toList();
    List<KeptSet> kept = erased ? kept(account, deadlines) : List.of();
    List<String> anonymized =
        erased
            ? promises.in(account.cell(), Fate.ANONYMIZED).map(Promises.OfSet::name).toList()
            : List.of();
    return new Confirmation(
        Moment.in(account.zone(), deadlines.cutOff()),
        Moment.find(account.zone(), deadlines.purge()),
        Moment.find(account.zone(), deadlines.expiry()),
        removed,
        kept,
        anonymized,
        Wording.inEach(wording -> sentences(wording, account, now, removed, kept, anonymized)));
  }

  /** What came back with an account, given the account before its reactivation. */
  public Reactivation reactivation(Account before) {
    boolean withData = before.pointOfNoReturnAt() == null;
    boolean paymentDetailsGone = before.billingRemovedAt() != null;
    List<String> lost = new ArrayList<>();
    if (!withData) {
      lost.add("data");
    }
    if (paymentDetailsGone) {
      lost.add("payment-details");
    }
    Deadlines deadlines = before.deadlines();
    List<KeptSet> kept = withData || deadlines == null ? List.of() : kept(before, deadlines);
    return new Reactivation(
        withData ? List.of("account", "data") : List.of("account"),
        lost,
        kept,
        Wording.inEach(
            wording -> {
              List<String> text = new ArrayList<>();
              text.add(wording.sentence(withData ? "back-with-data" : "back-without-data"));
              text.add(
                  wording.sentence(
                      paymentDetailsGone ? "payment-details-gone" : "payment-details-entered"));
              kept.forEach(set -> text.add(tell(wording, "still-kept", set)));
              return text;
            }));
  }

  private static List<String> sentences(
      Wording wording,
      Account account,
      Instant now,
      List<String> removed,
      List<KeptSet> kept,
      List<String> anonymized) {
    Deadlines deadlines = Objects.requireNonNull(account.deadlines());
    Moment cutOff = Moment.in(account.zone(), deadlines.cutOff());
    boolean inGrace = now.isBefore(deadlines.cutOff());
    List<String> text = new ArrayList<>();
    text.add(
        wording.sentence(
            account.state().text(),
            "at",
            Moment.in(account.zone(), Objects.requireNonNull(account.lapsedAt()))));
    if (inGrace) {
      text.add(wording.sentence("grace", "cutOff", cutOff));
      text.add(wording.sentence("billing-page"));
    } else {
      text.add(wording.sentence("billing-page-already", "cutOff", cutOff));
    }
    if (!removed.isEmpty() && account.billingRemovedAt() == null) {
      text.add(wording.sentence("payment-details"));
    }
    Instant erasure = deadlines.erasure();
    if (erasure == null) {
      text.add(wording.sentence("not-erased"));
      return text;
    }
    String how =
        deadlines.expiry() != null
            ? "expiry"
            : inGrace && erasure.equals(deadlines.cutOff()) ? "purge-at-cut-off" : "purge";
    text.add(wording.sentence(how, "erasure", Moment.in(account.zone(), erasure)));
    kept.forEach(set -> text.add(tell(wording, "kept", set)));
    if (!anonymized.isEmpty()) {
      text.add(
          wording.sentence(
              "anonymized",
              "what",
              anonymized.stream().map(Confirmation::label).collect(Collectors.joining(", "))));
    }
    if (now.isBefore(erasure)) {
      text.add(wording.sentence("come-back"));
    }
    return text;
  }

  private static String tell(Wording wording, String key, KeptSet set) {
    return wording.sentence(key, "what", set.what(), "until", set.until(), "why", set.why());
  }

  /**
   * Counted from the lapse, as the erasure counts it; never shorter than for the rest of the data.
   */
  private List<KeptSet> kept(Account account, Deadlines deadlines) {
    Instant lapsedAt = Objects.requireNonNull(account.lapsedAt());
    Instant erasure = Objects.requireNonNull(deadlines.erasure());
    return promises
        .in(account.cell(), Fate.KEPT)
        .map(
            set -> {
              Instant until =
                  Policy.plus(lapsedAt, Objects.requireNonNull(set.keptFor()), account.zone());
              return new KeptSet(
                  set.name(),
                  Objects.requireNonNull(set.why()),
                  Moment.in(account.zone(), until.isBefore(erasure) ? erasure : until));
            })
        .toList();
  }
}
