package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The references between tables, declared or suggested by names. */
public final class References {
  private final Findings findings;
  private final Map<TableName, List<ReferenceGuess>> guesses = new HashMap<>();
  private final Map<TableName, List<ReferenceCandidate>> links = new HashMap<>();
  private final Map<TableName, List<ForeignKey>> declared = new HashMap<>();

  /** The targets of columns with the same name in other tables. */
  private final Map<String, List<ForeignKey>> elsewhere = new HashMap<>();

  References(Findings findings) {
    this.findings = findings;
    for (ForeignKey key : findings.schema().foreignKeys()) {
      if (key.fromColumns().size() == 1 && !key.from().equals(key.to())) {
        elsewhere.computeIfAbsent(key.fromColumns().get(0), name -> new ArrayList<>()).add(key);
      }
      declared.computeIfAbsent(key.from(), from -> new ArrayList<>()).add(key);
    }
  }

  /** All confirmed references, including those to the table itself; declared ones first. */
  public List<ReferenceCandidate> from(Table table) {
    List<ReferenceCandidate> known = links.get(table.name());
    if (known == null) {
      known = find(table);
      links.put(table.name(), known);
    }
    return known;
  }

  /** The references to other tables. */
  public List<ReferenceCandidate> toOthers(Table table) {
    return from(table).stream()
        .filter(referenceCandidate -> !referenceCandidate.to().equals(referenceCandidate.from()))
        .toList();
  }

  /** The references of other tables to this one. */
  public List<ReferenceCandidate> to(Table table) {
    return findings.schema().tables().values().stream()
        .filter(other -> !other.name().equals(table.name()))
        .flatMap(other -> from(other).stream())
        .filter(referenceCandidate -> referenceCandidate.to().equals(table.name()))
        .toList();
  }

  /**
   * References suggested by names and not refuted by values, including confirmed ones; best name
   * first.
   */
  public List<ReferenceGuess> guesses(Table table) {
    List<ReferenceGuess> known = guesses.get(table.name());
    if (known == null) {
      known = guess(table);
      guesses.put(table.name(), known);
    }
    return known;
  }

  /**
   * Other tables that the name of a column with an account's key may mean as well, if its sampled
   * values are all keys there too.
   */
  public List<ReferenceGuess> rivals(Table table, Column column) {
    List<ReferenceGuess> rivals = new ArrayList<>();
    for (Table target : findings.schema().tables().values()) {
      Column key = SuggestTable.key(column, target);
      if (key != null
          && !target.name().equals(findings.store().accounts())
          && !target.name().equals(table.name())
          && SuggestTable.rank(table, column, target) >= 0
          && ComparableTypes.are(column.type(), key.type())) {
        rivals.add(ReferenceGuess.of(table, column, target, key, 0, findings));
      }
    }
    rivals.removeIf(rival -> !rival.isConfirmed());
    return List.copyOf(rivals);
  }

  private List<ReferenceCandidate> find(Table table) {
    List<ReferenceCandidate> found = new ArrayList<>();
    for (ForeignKey key : declared.getOrDefault(table.name(), List.of())) {
      if (key.period()) {
        continue; // leads to several rows at once
      }
      found.add(
          new ReferenceCandidate(
              key.from(),
              key.fromColumns(),
              key.to(),
              key.toColumns(),
              null,
              findings.isMandatory(key),
              key,
              "foreign key to " + key.to()));
    }
    for (Column column : table.columns()) {
      List<ReferenceGuess> confirmed =
          guesses(table).stream()
              .filter(
                  referenceGuess ->
                      referenceGuess.column().equals(column) && referenceGuess.isConfirmed())
              .toList();
      if (!confirmed.isEmpty()
          && !isAmbiguous(confirmed)
          && !(confirmed.get(0).target().name().equals(findings.store().accounts())
              && !rivals(table, column).isEmpty())) {
        found.add(link(confirmed.get(0)));
      }
    }
    return List.copyOf(found);
  }

  /** True if two tables fit the name equally well, and the values too. */
  static boolean isAmbiguous(List<ReferenceGuess> confirmed) {
    return confirmed.size() > 1 && confirmed.get(0).rank() == confirmed.get(1).rank();
  }

  private static ReferenceCandidate link(ReferenceGuess referenceGuess) {
    return new ReferenceCandidate(
        referenceGuess.table().name(),
        List.of(referenceGuess.column().name()),
        referenceGuess.target().name(),
        List.of(referenceGuess.key().name()),
        null,
        referenceGuess.column().notNull(),
        null,
        "name, and %s".formatted(referenceGuess.figures()));
  }

  private List<ReferenceGuess> guess(Table table) {
    Set<String> taken = new HashSet<>();
    declared
        .getOrDefault(table.name(), List.of())
        .forEach(
            key -> {
              if (key.fromColumns().size() == 1) {
                taken.addAll(key.fromColumns());
              }
            });
    List<ReferenceGuess> found = new ArrayList<>();
    for (Column column : table.columns()) {
      boolean ownKey = table.primaryKey().equals(List.of(column.name()));
      if (!taken.contains(column.name())
          && !(ownKey && !KeyValues.isUuid(column))
          && KeyValues.mayHoldKeys(column)) {
        found.addAll(guess(table, column));
      }
    }
    return List.copyOf(found);
  }

  private List<ReferenceGuess> guess(Table table, Column column) {
    List<ReferenceGuess> found =
        elsewhere.containsKey(column.name()) ? asElsewhere(table, column) : byName(table, column);
    return found.stream()
        .filter(
            referenceGuess -> ComparableTypes.refers(column.type(), referenceGuess.key().type()))
        .filter(referenceGuess -> !referenceGuess.isRefuted())
        .sorted(
            Comparator.comparing(ReferenceGuess::rank)
                .thenComparing(referenceGuess -> referenceGuess.target().name()))
        .toList();
  }

  /** A column with this name that is a declared reference elsewhere is assumed to mean the same. */
  private List<ReferenceGuess> asElsewhere(Table table, Column column) {
    Map<List<Object>, ReferenceGuess> found = new HashMap<>();
    for (ForeignKey key : elsewhere.getOrDefault(column.name(), List.of())) {
      Table target = findings.table(key.to());
      if (!target.name().equals(table.name())) {
        Column to = target.column(key.toColumns().get(0)).orElseThrow();
        found.computeIfAbsent(
            List.of(target.name(), to.name()),
            none -> ReferenceGuess.of(table, column, target, to, SuggestTable.SAME, findings));
      }
    }
    return List.copyOf(found.values());
  }

  /** Part of the primary key too, while its values are unique: as good as partitioning allows. */
  private @Nullable Column key(Column column, Table target) {
    Column key = SuggestTable.key(column, target);
    Column part = key == null ? SuggestTable.partOfKey(column, target) : null;
    return part != null && findings.lookups().isUniqueInFact(target, part) ? part : key;
  }

  private List<ReferenceGuess> byName(Table table, Column column) {
    Map<Table, Integer> ranks = new HashMap<>();
    for (Table target : findings.schema().tables().values()) {
      int rank = SuggestTable.rank(table, column, target);
      if (rank >= 0) {
        ranks.put(target, rank);
      }
    }
    // If a table has exactly this name, less likely ones are not checked.
    int best = ranks.values().stream().mapToInt(SuggestTable::fit).min().orElse(-1);
    List<ReferenceGuess> found = new ArrayList<>();
    ranks.forEach(
        (target, rank) -> {
          Column key = key(column, target);
          if (SuggestTable.fit(rank) == best && key != null) {
            found.add(ReferenceGuess.of(table, column, target, key, rank, findings));
          }
        });
    boolean keyed = found.stream().anyMatch(guess -> !isReferenceItself(guess));
    return keyed ? found.stream().filter(guess -> !isReferenceItself(guess)).toList() : found;
  }

  /**
   * True if the key is a part of several and named as the column: {@code task_id} of {@code
   * dag_to_task} names a task, as the column does, and is not what it names.
   */
  private static boolean isReferenceItself(ReferenceGuess guess) {
    return !guess.target().isUnique(List.of(guess.key().name()))
        && NameMatching.plain(guess.key().name()).equals(NameMatching.plain(guess.column().name()));
  }
}
