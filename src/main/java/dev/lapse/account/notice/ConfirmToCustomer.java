package dev.lapse.account.notice;

import dev.lapse.account.Account;
import dev.lapse.account.ZonedInstant;
import dev.lapse.account.notice.Confirmation.KeptSet;
import dev.lapse.account.notice.RetentionNotices.Fate;
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
  private final RetentionNotices retentionNotices;

  ConfirmToCustomer(RetentionNotices retentionNotices) {
    this.retentionNotices = retentionNotices;
  }

  /** What happens to a lapsed account, and when. */
  public Confirmation lapse(Account account, Instant now) {
    Deadlines deadlines = Objects.requireNonNull(account.deadlines(), "the account has lapsed");
    boolean erased = deadlines.erasure() != null;
    List<String> removed =
        retentionNotices
            .in(account.cell(), Fate.REMOVED_AT_LAPSE)
            .map(RetentionNotices.OfSet::name)
            .toList();
    List<KeptSet> kept = erased ? kept(account, deadlines) : List.of();
    List<String> anonymized =
        erased
            ? retentionNotices
                .in(account.cell(), Fate.ANONYMIZED)
                .map(RetentionNotices.OfSet::name)
                .toList()
            : List.of();
    return new Confirmation(
        ZonedInstant.in(account.zone(), deadlines.cutOff()),
        ZonedInstant.find(account.zone(), deadlines.purge()),
        ZonedInstant.find(account.zone(), deadlines.expiry()),
        removed,
        kept,
        anonymized,
        CustomerMessages.inEach(
            customerMessages ->
                sentences(customerMessages, account, now, removed, kept, anonymized)));
  }

  /** What came back with an account, given the account before its reactivation. */
  public ReactivationResult reactivation(Account before) {
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
    return new ReactivationResult(
        withData ? List.of("account", "data") : List.of("account"),
        lost,
        kept,
        CustomerMessages.inEach(
            customerMessages -> {
              List<String> text = new ArrayList<>();
              text.add(
                  customerMessages.sentence(withData ? "back-with-data" : "back-without-data"));
              text.add(
                  customerMessages.sentence(
                      paymentDetailsGone ? "payment-details-gone" : "payment-details-entered"));
              kept.forEach(set -> text.add(tell(customerMessages, "still-kept", set)));
              return text;
            }));
  }

  private static List<String> sentences(
      CustomerMessages customerMessages,
      Account account,
      Instant now,
      List<String> removed,
      List<KeptSet> kept,
      List<String> anonymized) {
    Deadlines deadlines = Objects.requireNonNull(account.deadlines());
    ZonedInstant cutOff = ZonedInstant.in(account.zone(), deadlines.cutOff());
    boolean inGrace = now.isBefore(deadlines.cutOff());
    List<String> text = new ArrayList<>();
    text.add(
        customerMessages.sentence(
            account.state().text(),
            "at",
            ZonedInstant.in(account.zone(), Objects.requireNonNull(account.lapsedAt()))));
    if (inGrace) {
      text.add(customerMessages.sentence("grace", "cutOff", cutOff));
      text.add(customerMessages.sentence("billing-page"));
    } else {
      text.add(customerMessages.sentence("billing-page-already", "cutOff", cutOff));
    }
    if (!removed.isEmpty() && account.billingRemovedAt() == null) {
      text.add(customerMessages.sentence("payment-details"));
    }
    Instant erasure = deadlines.erasure();
    if (erasure == null) {
      text.add(customerMessages.sentence("not-erased"));
      return text;
    }
    String how =
        deadlines.expiry() != null
            ? "expiry"
            : inGrace && erasure.equals(deadlines.cutOff()) ? "purge-at-cut-off" : "purge";
    text.add(customerMessages.sentence(how, "erasure", ZonedInstant.in(account.zone(), erasure)));
    kept.forEach(set -> text.add(tell(customerMessages, "kept", set)));
    if (!anonymized.isEmpty()) {
      text.add(
          customerMessages.sentence(
              "anonymized",
              "what",
              anonymized.stream().map(Confirmation::label).collect(Collectors.joining(", "))));
    }
    if (now.isBefore(erasure)) {
      text.add(customerMessages.sentence("come-back"));
    }
    return text;
  }

  private static String tell(CustomerMessages customerMessages, String key, KeptSet set) {
    return customerMessages.sentence(
        key, "what", set.what(), "until", set.until(), "why", set.why());
  }

  /**
   * Counted from the lapse, as the erasure counts it; never shorter than for the rest of the data.
   */
  private List<KeptSet> kept(Account account, Deadlines deadlines) {
    Instant lapsedAt = Objects.requireNonNull(account.lapsedAt());
    Instant erasure = Objects.requireNonNull(deadlines.erasure());
    return retentionNotices
        .in(account.cell(), Fate.KEPT)
        .map(
            set -> {
              Instant until =
                  Policy.plus(lapsedAt, Objects.requireNonNull(set.keptFor()), account.zone());
              return new KeptSet(
                  set.name(),
                  Objects.requireNonNull(set.why()),
                  ZonedInstant.in(account.zone(), until.isBefore(erasure) ? erasure : until));
            })
        .toList();
  }
}
