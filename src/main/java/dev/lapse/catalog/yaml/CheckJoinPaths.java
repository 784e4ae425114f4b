package dev.lapse.catalog.yaml;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.file.NearestName;
import dev.lapse.file.WrongFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Refuses paths that do not lead to an account. */
final class CheckJoinPaths {
  private final Map<String, ReadSets.Entry> byName = new HashMap<>();
  private final KeptSets kept;

  private CheckJoinPaths(List<ReadSets.Entry> entries) {
    kept = new KeptSets(entries);
    entries.forEach(entry -> byName.put(entry.set().name(), entry));
  }

  /**
   * @throws WrongFile for the first path to a table that is not listed or is shared, and for the
   *     first set without a path to an account's key
   */
  static void check(List<ReadSets.Entry> entries) {
    CheckJoinPaths check = new CheckJoinPaths(entries);
    entries.forEach(check::refuseUnknownEnds);
    Set<String> reaching = check.setsThatReachAnAccount();
    for (ReadSets.Entry entry : entries) {
      if (entry.set().isOwned() && !reaching.contains(entry.set().name())) {
        throw new WrongFile(
            entry.yaml().at("owned-by"),
            "%s never reaches an account: %s; one of them needs a column with the account's key"
                .formatted(entry.set().table(), check.circle(entry.set())));
      }
    }
  }

  private void refuseUnknownEnds(ReadSets.Entry entry) {
    DataSet set = entry.set();
    for (OwnedBy way : set.ways()) {
      TableName end = way.end().orElse(null);
      if (end == null) {
        continue;
      }
      ReadSets.Entry other = byName.get(set.store() + "." + end);
      if (other == null) {
        List<String> known =
            byName.values().stream()
                .map(ReadSets.Entry::set)
                .filter(of -> of.store().equals(set.store()))
                .map(of -> of.table().toString())
                .toList();
        throw new WrongFile(
            entry.yaml().at("owned-by"),
            "%s is not listed for store '%s'%s"
                .formatted(end, set.store(), NearestName.hint(end.toString(), known)));
      }
      refuseEndThatGoesEarlier(entry, way, other.set());
      if (other.set().ownership() instanceof DataSet.Ownership.Shared) {
        throw new WrongFile(
            entry.yaml().at("owned-by"),
            "%s is shared (line %d), so nothing belongs to an account through it%s"
                .formatted(end, other.set().at().line(), alsoThrough(other.set(), set)));
      }
    }
  }

  /** The other entries with a path to a shared table: one change of it makes all of them wrong. */
  private String alsoThrough(DataSet shared, DataSet named) {
    List<String> others =
        byName.values().stream()
            .map(ReadSets.Entry::set)
            .filter(set -> set.store().equals(shared.store()) && !set.equals(named))
            .filter(set -> set.ways().stream().anyMatch(way -> way.endsAt(shared.table())))
            .sorted(Comparator.comparingInt(set -> set.at().line()))
            .map(set -> "%s (line %d)".formatted(set.table(), set.at().line()))
            .toList();
    return others.isEmpty() ? "" : "; the same goes for " + String.join(", ", others);
  }

  /**
   * Rows that are found through rows that are already erased or changed would not be found, but
   * reported as erased.
   */
  private void refuseEndThatGoesEarlier(ReadSets.Entry entry, OwnedBy way, DataSet end) {
    DataSet set = entry.set();
    if (end.billing() && !set.billing()) {
      throw new WrongFile(
          entry.yaml().at("owned-by"),
          "%s is owned through %s, whose rows are already removed at the lapse, so it could not be found after that; mark it billing: true too, or use another path"
              .formatted(set.table(), end.table()));
    }
    kept.refuseEndThatGoesEarlier(entry, way, end);
    Set<String> needed =
        new HashSet<>(
            way.match(
                key -> List.of(),
                OwnedBy.Reference::parentColumns,
                referrer -> set.keep() == null ? List.of() : referrer.referrerColumns()));
    end.ways(OwnedBy.Key.class).forEach(key -> needed.add(key.column()));
    end.ways(OwnedBy.Reference.class).forEach(reference -> needed.addAll(reference.columns()));
    needed.addAll(needed.stream().map(ColumnExpression::base).toList());
    needed.retainAll(end.anonymize().keySet());
    if (!needed.isEmpty()) {
      throw new WrongFile(
          entry.yaml().at("owned-by"),
          "%s is owned through %s, whose column %s is anonymized; use another path, or do not anonymize that column"
              .formatted(
                  set.table(), end.table(), String.join(", ", new java.util.TreeSet<>(needed))));
    }
  }

  private Set<String> setsThatReachAnAccount() {
    Set<String> reaching = new HashSet<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ReadSets.Entry entry : byName.values()) {
        // An unclassified table is already a question; tables that depend on it are not further
        // ones.
        if (!entry.set().isOwned()
            || entry.set().ways().stream().anyMatch(way -> reaches(entry.set(), way, reaching))) {
          grown |= reaching.add(entry.set().name());
        }
      }
    }
    return reaching;
  }

  private static boolean reaches(DataSet set, OwnedBy way, Set<String> reaching) {
    TableName end = way.end().orElse(null);
    return end == null || reaching.contains(set.store() + "." + end);
  }

  /** The path from the set until it meets itself. */
  private String circle(DataSet start) {
    List<String> steps = new ArrayList<>();
    DataSet set = start;
    while (set != null && !steps.contains(set.table().toString())) {
      steps.add(set.table().toString());
      TableName end = set.ways().get(0).end().orElse(null);
      ReadSets.Entry next = byName.get(set.store() + "." + end);
      set = next == null ? null : next.set();
    }
    if (set != null) {
      steps.add(set.table().toString());
    }
    return String.join(" -> ", steps);
  }
}
