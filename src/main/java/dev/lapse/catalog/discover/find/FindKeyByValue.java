package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.KeyToFind;
import dev.lapse.catalog.discover.finding.NameMatching;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A column of any name whose values are all keys that cannot coincide, uuids or words: of the
 * accounts, also by another unique column of theirs, or of a table that belongs to accounts.
 * Nothing else may lead from the table to an account.
 */
public final class FindKeyByValue implements Finder {
  private static final int DIFFERENT = 3;

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    Sample sample = findings.sample(table);
    if (sample.rows() < DIFFERENT
        || !FindReference.ways(table, findings).isEmpty()
        || !FindOptional.parts(table, findings).isEmpty()
        || findings.references().toOthers(table).stream()
            .anyMatch(candidate -> findings.isOpen(candidate.to()))) {
      return Optional.empty();
    }
    List<Column> columns = columns(table, findings);
    List<ReferenceGuess> found = ofAccounts(table, columns, findings);
    if (found.isEmpty() && sample.rows() >= ReferenceGuess.ENOUGH) {
      found = ofOwnedTables(table, columns, findings);
    }
    List<ReferenceGuess> whole =
        found.stream().filter(guess -> findings.isWholeTableThere(guess)).toList();
    return whole.isEmpty() || disagree(table, whole, findings)
        ? Optional.empty()
        : Optional.of(owned(whole.get(0), findings));
  }

  private static Finding owned(ReferenceGuess guess, Findings findings) {
    return Finding.owned(
        way(guess, findings),
        "by value: %s, and such values do not coincide".formatted(guess.figures()));
  }

  private static OwnedBy way(ReferenceGuess guess, Findings findings) {
    boolean key =
        guess.target().name().equals(findings.store().accounts())
            && guess.key().name().equals(findings.store().key())
            && ComparableTypes.are(guess.column().type(), guess.key().type());
    return key ? new OwnedBy.Key(guess.column().name()) : guess.way();
  }

  /** True if they, or the rows that refer to the table, lead to different accounts. */
  private static boolean disagree(Table table, List<ReferenceGuess> found, Findings findings) {
    List<OwnedBy> ways = new ArrayList<>();
    found.forEach(guess -> ways.add(way(guess, findings)));
    Referrers.links(table, findings).forEach(link -> ways.add(link.upward()));
    OwnerAgreement agreement = OwnerAgreement.of(table, ways, findings);
    return agreement.trouble() != null || agreement.differing() > 0;
  }

  /** By the accounts' key first. */
  private static List<ReferenceGuess> ofAccounts(
      Table table, List<Column> columns, Findings findings) {
    List<ReferenceGuess> found = new ArrayList<>();
    for (KeyToFind key : KeyToFind.ofAccounts(findings)) {
      add(table, columns, key, key.isKey() ? 0 : 1, findings, found);
    }
    found.sort(Comparator.comparing(ReferenceGuess::rank));
    return found;
  }

  private static List<ReferenceGuess> ofOwnedTables(
      Table table, List<Column> columns, Findings findings) {
    List<ReferenceGuess> found = new ArrayList<>();
    KeyToFind.ofOtherOwnedTables(table, findings)
        .forEach(
            key -> {
              int distance = findings.distance(key.table().name()).orElse(Integer.MAX_VALUE);
              add(table, columns, key, distance, findings, found);
            });
    found.sort(Comparator.comparing(ReferenceGuess::rank));
    return found;
  }

  private static void add(
      Table table,
      List<Column> columns,
      KeyToFind key,
      int rank,
      Findings findings,
      List<ReferenceGuess> found) {
    for (Column column : columns) {
      Set<String> values = findings.sample(table).distinct(column.name());
      if (ComparableTypes.refers(column.type(), key.column().type())
          && KeyValues.isTelling(key.column(), values)) {
        ReferenceGuess guess =
            ReferenceGuess.of(table, column, key.table(), key.column(), rank, findings);
        if (guess.found().all()) {
          found.add(guess);
        }
      }
    }
  }

  /** Columns that every row has, that no constraint explains and whose name says nothing else. */
  private static List<Column> columns(Table table, Findings findings) {
    Sample sample = findings.sample(table);
    Set<String> explained = new HashSet<>();
    for (ForeignKey key : findings.foreignKeysOf(table.name())) {
      explained.addAll(key.fromColumns());
    }
    Polymorphic.of(table, findings).forEach(found -> explained.addAll(found.pair().columns()));
    return table.columns().stream()
        .filter(column -> !explained.contains(column.name()))
        .filter(column -> !NameMatching.isActor(column.name()))
        .filter(column -> !NameMatching.isPassing(column.name()))
        .filter(column -> sample.filled(column.name()) == sample.rows())
        .filter(column -> sample.distinct(column.name()).size() >= DIFFERENT)
        .toList();
  }
}
