package dev.lapse.account.notice;

import dev.lapse.account.Account;
import dev.lapse.account.ZonedInstant;
import dev.lapse.account.notice.Confirmation.KeptSet;
import dev.lapse.account.notice.RetentionNotices.Fate;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Explains to customers what a lapse or a reactivation means for them. */
@Component
public class ConfirmToCustomer {
  private final Supplier<RetentionNotices> retentionNotices;
  private final EvidenceLog evidence;

  ConfirmToCustomer(Supplier<RetentionNotices> retentionNotices, EvidenceLog evidence) {
    this.retentionNotices = retentionNotices;
    this.evidence = evidence;
  }

  /** What happens to a lapsed account, and when. */
  public Confirmation lapse(Account account, Instant now) {
    Deadlines deadlines = Objects.requireNonNull(account.deadlines(), "the account has lapsed");
    boolean erased = deadlines.erasure() != null;
    List<String> removed = names(sets(account, Fate.REMOVED_AT_LAPSE));
    List<KeptSet> kept = erased ? kept(account, deadlines) : List.of();
    List<RetentionNotices.OfSet> anonymized = erased ? sets(account, Fate.ANONYMIZED) : List.of();
    return new Confirmation(
        ZonedInstant.in(account.zone(), deadlines.cutOff()),
        ZonedInstant.find(account.zone(), deadlines.purge()),
        ZonedInstant.find(account.zone(), deadlines.expiry()),
        removed,
        kept,
        names(anonymized),
        CustomerMessages.inEach(
            messages -> {
              List<String> text = new ArrayList<>(access(messages, account, now));
              if (!removed.isEmpty() && account.holds().isEmpty()) {
                text.add(messages.sentence(paymentDetails(account)));
              }
              text.addAll(erasure(messages, account, now));
              text.addAll(NameSets.kept(messages, "kept", kept));
              text.addAll(NameSets.anonymized(messages, anonymized));
              if (deadlines.erasure() != null && now.isBefore(deadlines.erasure())) {
                text.add(messages.sentence("come-back"));
              }
              return text;
            }));
  }

  /** What came back with an account that is reactivated, given the account before that. */
  public ReactivationResult reactivation(Account before) {
    boolean withData = before.pointOfNoReturnAt() == null;
    boolean paymentDetailsGone = arePaymentDetailsGone(before);
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
            messages -> {
              List<String> text = new ArrayList<>();
              text.add(messages.sentence(withData ? "back-with-data" : "back-without-data"));
              text.add(
                  messages.sentence(
                      paymentDetailsGone ? "payment-details-gone" : "payment-details-entered"));
              text.addAll(NameSets.kept(messages, "still-kept", kept));
              return text;
            }));
  }

  /** The reactivation may have removed them itself, which the account before it does not say. */
  private boolean arePaymentDetailsGone(Account before) {
    return before.billingRemovedAt() != null
        || evidence.has(EvidenceKind.BILLING_REMOVED, before.id(), before.lapseNumber());
  }

  private static String paymentDetails(Account account) {
    return account.billingRemovedAt() == null
        ? "payment-details-within-a-day"
        : "payment-details-removed";
  }

  private static List<String> access(CustomerMessages messages, Account account, Instant now) {
    Deadlines deadlines = Objects.requireNonNull(account.deadlines());
    ZonedInstant cutOff = ZonedInstant.in(account.zone(), deadlines.cutOff());
    String lapsed =
        messages.sentence(
            account.state().text(),
            "at",
            ZonedInstant.in(account.zone(), Objects.requireNonNull(account.lapsedAt())));
    return now.isBefore(deadlines.cutOff())
        ? List.of(
            lapsed, messages.sentence("grace", "cutOff", cutOff), messages.sentence("billing-page"))
        : List.of(lapsed, messages.sentence("billing-page-already", "cutOff", cutOff));
  }

  private static List<String> erasure(CustomerMessages messages, Account account, Instant now) {
    Deadlines deadlines = Objects.requireNonNull(account.deadlines());
    Instant erasure = deadlines.erasure();
    if (erasure == null) {
      return List.of(messages.sentence("not-erased"));
    }
    String how = deadlines.expiry() == null ? "purge" : "expiry";
    String sentence = messages.sentence(how, "erasure", ZonedInstant.in(account.zone(), erasure));
    return deadlines.expiry() == null && now.isBefore(deadlines.cutOff())
        ? List.of(sentence, messages.sentence("fetch-before"))
        : List.of(sentence);
  }

  private List<RetentionNotices.OfSet> sets(Account account, Fate fate) {
    return retentionNotices.get().in(account.cell(), fate).toList();
  }

  private static List<String> names(List<RetentionNotices.OfSet> sets) {
    return sets.stream().map(RetentionNotices.OfSet::name).toList();
  }

  /**
   * Counted from the lapse, as the erasure counts it; never shorter than for the rest of the data.
   */
  private List<KeptSet> kept(Account account, Deadlines deadlines) {
    Instant lapsedAt = Objects.requireNonNull(account.lapsedAt());
    Instant erasure = Objects.requireNonNull(deadlines.erasure());
    return sets(account, Fate.KEPT).stream()
        .map(
            set -> {
              Instant until =
                  Policy.plus(lapsedAt, Objects.requireNonNull(set.keptFor()), account.zone());
              return new KeptSet(
                  set.name(),
                  set.label(),
                  Objects.requireNonNull(set.why()),
                  ZonedInstant.in(account.zone(), until.isBefore(erasure) ? erasure : until));
            })
        .toList();
  }
}
