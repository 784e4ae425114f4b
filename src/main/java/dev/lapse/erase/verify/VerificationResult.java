package dev.lapse.erase.verify;

import dev.lapse.account.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The result of a verification.
 *
 * @param outcomes by account, with the rows of this run
 * @param overall rows by account and set, over all runs that erased the account in its current
 *     lapse
 * @param residue rows that were still found, by account and set
 */
public record VerificationResult(
    Map<String, Outcome> outcomes,
    Map<String, Map<String, Long>> overall,
    Map<String, Map<String, Long>> residue) {
  /** The outcomes of accounts that were not verified. */
  public static VerificationResult notVerified(Map<String, Outcome> outcomes) {
    return new VerificationResult(outcomes, Map.of(), Map.of());
  }

  /** Adds the rows known from before to failed accounts, by account and set. */
  public VerificationResult withEarlierRows(Map<String, Map<String, Long>> earlier) {
    Map<String, Outcome> all = new HashMap<>(outcomes);
    earlier.forEach(
        (id, before) -> {
          if (all.get(id) instanceof Outcome.Failed failed) {
            Map<String, Long> rows = new TreeMap<>(before);
            rows.putAll(failed.rowsBySet());
            all.put(id, new Outcome.Failed(failed.error(), rows, failed.blockedBy()));
          }
        });
    return new VerificationResult(all, overall, residue);
  }

  /** The results of some of the accounts. */
  public VerificationResult only(Set<String> ids) {
    return new VerificationResult(some(outcomes, ids), some(overall, ids), some(residue, ids));
  }

  private static <T> Map<String, T> some(Map<String, T> byAccount, Set<String> ids) {
    Map<String, T> some = new HashMap<>(byAccount);
    some.keySet().retainAll(ids);
    return some;
  }

  VerificationResult and(VerificationResult other) {
    Map<String, Outcome> allOutcomes = new HashMap<>(outcomes);
    allOutcomes.putAll(other.outcomes);
    Map<String, Map<String, Long>> allRows = new HashMap<>(overall);
    allRows.putAll(other.overall);
    Map<String, Map<String, Long>> allResidue = new HashMap<>(residue);
    allResidue.putAll(other.residue);
    return new VerificationResult(allOutcomes, allRows, allResidue);
  }
}
