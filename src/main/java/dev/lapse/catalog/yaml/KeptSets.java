package dev.lapse.catalog.yaml;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Keep;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.file.NearestName;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code keep}, and refuses what could not be found when its period is over. */
final class KeptSets {
  private final Map<String, ReadSets.Entry> byName = new HashMap<>();

  KeptSets(List<ReadSets.Entry> entries) {
    entries.forEach(entry -> byName.put(entry.set().name(), entry));
  }

  /** The period of a set that goes with another one is that of the other, and unknown here. */
  static Keep read(YamlMap map) {
    map.allowOnly("why", "for", "from", "with");
    String why = map.get("why").raw();
    YamlValue with = map.find("with").orElse(null);
    if (with == null) {
      String from = map.find("from").map(YamlValue::raw).orElse(null);
      return new Keep(why, map.get("for").period(), from, null);
    }
    for (String key : List.of("for", "from")) {
      if (map.find(key).isPresent()) {
        throw new WrongFile(
            map.at(key),
            "'with' takes the period of %s, so '%s' cannot be given too; leave one of them out"
                .formatted(with.raw(), key));
      }
    }
    return new Keep(why, Period.ZERO, null, ReadSets.table(with));
  }

  /**
   * The entries with all periods.
   *
   * @throws WrongFile for the first kept set whose rows could not be found when they are due
   */
  static List<ReadSets.Entry> resolve(List<ReadSets.Entry> entries) {
    KeptSets all = new KeptSets(entries);
    List<ReadSets.Entry> resolved = new ArrayList<>();
    for (ReadSets.Entry entry : entries) {
      Keep keep = entry.set().keep();
      if (keep == null) {
        resolved.add(entry);
        continue;
      }
      all.refuseAnonymizedWay(entry, keep);
      if (keep.with() == null) {
        resolved.add(entry);
      } else {
        Period period = Objects.requireNonNull(all.root(entry).keep()).duration();
        resolved.add(
            new ReadSets.Entry(
                entry.set().keep(new Keep(keep.why(), period, null, keep.with())), entry.yaml()));
      }
    }
    return List.copyOf(resolved);
  }

  private void refuseAnonymizedWay(ReadSets.Entry entry, Keep keep) {
    DataSet set = entry.set();
    Set<String> needed = new TreeSet<>(set.recognizedBy());
    needed.addAll(set.recognizedBy().stream().map(ColumnExpression::base).toList());
    if (keep.from() != null) {
      needed.add(keep.from());
    }
    needed.retainAll(set.anonymize().keySet());
    if (!needed.isEmpty()) {
      throw new WrongFile(
          entry.yaml().at("anonymize"),
          "%s is kept, and its rows are found by %s when their period is over; do not anonymize it"
              .formatted(set.table(), String.join(", ", needed)));
    }
  }

  /** The set that a set goes with, at the end of the chain. */
  private DataSet root(ReadSets.Entry start) {
    Set<String> seen = new HashSet<>();
    ReadSets.Entry entry = start;
    while (true) {
      DataSet set = entry.set();
      Keep keep = Objects.requireNonNull(set.keep());
      TableName with = keep.with();
      if (with == null) {
        return set;
      }
      YamlValue at = entry.yaml().get("keep").map().get("with");
      ReadSets.Entry other = byName.get(set.store() + "." + with);
      if (other == null || other.set().keep() == null) {
        throw at.wrong(
            "%s is not kept%s; 'with' names the kept set whose rows these rows go with"
                .formatted(with, NearestName.hint(with.toString(), keptIn(set.store()))));
      }
      if (!set.ways().stream().map(way -> way.end().orElse(null)).toList().equals(List.of(with))) {
        throw at.wrong(
            "rows of %1$s that are kept with %2$s need exactly one path, which must lead through %2$s; write such an owned-by, or use for: and from: instead"
                .formatted(set.table(), with));
      }
      if (!seen.add(set.name())) {
        throw at.wrong("%s is kept with itself; one of them needs 'for'".formatted(set.table()));
      }
      entry = other;
    }
  }

  private List<String> keptIn(String store) {
    return byName.values().stream()
        .map(ReadSets.Entry::set)
        .filter(set -> set.store().equals(store) && set.keep() != null)
        .map(set -> set.table().toString())
        .toList();
  }

  /**
   * Rows that are found through rows that are already erased would not be found, but reported as
   * erased.
   */
  void refuseEndThatGoesEarlier(ReadSets.Entry entry, OwnedBy way, DataSet end) {
    DataSet set = entry.set();
    Keep keep = set.keep();
    if (keep == null || keep.with() != null) {
      return;
    }
    String wrong = goesEarlier(set, keep, way, end);
    if (wrong != null) {
      throw new WrongFile(entry.yaml().at("owned-by"), wrong);
    }
  }

  private @Nullable String goesEarlier(DataSet set, Keep keep, OwnedBy way, DataSet end) {
    boolean upward = way instanceof OwnedBy.Referrer;
    ReadSets.Entry ending = Objects.requireNonNull(byName.get(end.name()));
    if (end.keep() == null) {
      return goesFirst(set, keep, end);
    }
    if (Objects.requireNonNull(root(ending).keep()).from() != null) {
      return "%s is owned through %s, whose rows go one by one, each when its own period is over, so it could not be found after that: write keep: {why: ..., with: %s}, or use a column with the account's key"
          .formatted(set.table(), end.table(), end.table());
    }
    if (isShorter(end.keep(), keep)) {
      return goesFirst(set, keep, end);
    }
    if (upward && keep.from() != null) {
      return "%s is found through the rows that refer to it, so it cannot have an expiry date of its own: write keep: {why: ..., with: %s}"
          .formatted(set.table(), end.table());
    }
    return upward && isShorter(keep, end.keep())
        ? "%s is kept for %s, but %s, which refers to it, for %s; keep it as long"
            .formatted(set.table(), keep.duration(), end.table(), end.keep().duration())
        : null;
  }

  private static String goesFirst(DataSet set, Keep keep, DataSet end) {
    return "%s is kept for %s, but owned through %s, which is erased earlier, so it could not be found when its period is over: use a column with the account's key, or keep %s as long"
        .formatted(set.table(), keep.duration(), end.table(), end.table());
  }

  private static boolean isShorter(Keep one, Keep other) {
    LocalDate start = LocalDate.of(2000, 1, 1);
    return start.plus(one.duration()).isBefore(start.plus(other.duration()));
  }
}
