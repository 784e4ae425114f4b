package dev.lapse.erase.verify;

import dev.lapse.account.Outcome;
import dev.lapse.account.RowCounts;
import dev.lapse.erase.store.KeptRows;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The result of a verification.
 *
 * @param outcomes by account, with the rows of this run
 * @param overall rows over all runs of this erasure of the account
 * @param residue rows that were still found
 * @param kept what is kept of the accounts
 */
public record VerificationResult(
    Map<String, Outcome> outcomes, RowCounts overall, RowCounts residue, KeptRows kept) {
  /** The outcomes of accounts that were not verified. */
  static VerificationResult notVerified(Map<String, Outcome> outcomes) {
    return new VerificationResult(outcomes, new RowCounts(), new RowCounts(), KeptRows.NOTHING);
  }

  /** The same with other outcomes of the accounts. */
  public VerificationResult withOutcomes(Map<String, Outcome> other) {
    return new VerificationResult(other, overall, residue, kept);
  }

  /** The results of some of the accounts. */
  public VerificationResult only(Set<String> ids) {
    Map<String, Outcome> some = new HashMap<>(outcomes);
    some.keySet().retainAll(ids);
    return new VerificationResult(some, overall.only(ids), residue.only(ids), kept);
  }

  /** The results of these accounts and of others. */
  VerificationResult and(VerificationResult other) {
    return new VerificationResult(
        Outcome.both(outcomes, other.outcomes),
        new RowCounts().add(overall).add(other.overall),
        new RowCounts().add(residue).add(other.residue),
        kept.and(other.kept));
  }
}
