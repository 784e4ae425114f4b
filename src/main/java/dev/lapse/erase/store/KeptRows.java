package dev.lapse.erase.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of accounts, as far as it decides until when.
 *
 * @param dates by account and name, of the sets whose rows go one by one
 * @param referring by the name of a set that is kept as a whole, the sets with such dates whose
 *     rows refer to its rows, so that these stay as long
 */
public record KeptRows(
    Map<String, Map<String, RowDates>> dates, Map<String, Set<String>> referring) {
  public static final KeptRows NOTHING = new KeptRows(Map.of(), Map.of());

  /** The dates of an account's rows of a set; none if it has no rows. */
  public RowDates of(String account, String set) {
    RowDates found = dates.getOrDefault(account, Map.of()).get(set);
    return found == null ? new RowDates(RowDates.Type.DATE, List.of(), false) : found;
  }

  /** These and those of other accounts, or of other stores. */
  public KeptRows and(KeptRows other) {
    Map<String, Map<String, RowDates>> both = new HashMap<>();
    Map<String, Set<String>> refer = new HashMap<>();
    for (KeptRows each : List.of(this, other)) {
      each.dates.forEach(
          (account, sets) -> both.computeIfAbsent(account, id -> new HashMap<>()).putAll(sets));
      each.referring.forEach(
          (set, from) -> refer.computeIfAbsent(set, name -> new HashSet<>()).addAll(from));
    }
    return new KeptRows(both, refer);
  }
}
