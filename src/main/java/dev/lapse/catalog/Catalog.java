package dev.lapse.catalog;

import dev.lapse.catalog.framework.Frameworks;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which sets of data in which store belong to an account, and by which path.
 *
 * @param stores the PostgreSQL databases
 * @param otherStores all other stores
 * @param conventions what made those of the sets that say so
 * @param frameworks those that a convention may name
 * @param sequences those that each account has one of
 * @param version digest of the content; changes when anything but comments and layout changes
 */
public record Catalog(
    List<Store> stores,
    List<OtherStore> otherStores,
    List<Convention> conventions,
    Frameworks frameworks,
    List<DataSet> sets,
    List<AccountSequence> sequences,
    String version) {
  /** A catalog of PostgreSQL databases only. */
  public Catalog(
      List<Store> stores, List<DataSet> sets, List<AccountSequence> sequences, String version) {
    this(stores, List.of(), List.of(), Frameworks.packaged(), sets, sequences, version);
  }

  /** All cells; only {@code main} if no store names any. */
  public List<String> cells() {
    TreeSet<String> cells = new TreeSet<>();
    stores.forEach(store -> cells.addAll(store.cells().keySet()));
    otherStores.forEach(store -> cells.addAll(store.cellNames()));
    return cells.isEmpty() ? List.of("main") : List.copyOf(cells);
  }

  public Optional<Store> store(String name) {
    return stores.stream().filter(store -> store.name().equals(name)).findFirst();
  }

  /** The stores of one kind in a cell. */
  public <S extends OtherStore> List<S> otherStores(Class<S> kind, String cell) {
    return otherStores.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(store -> store.cellNames().contains(cell))
        .toList();
  }

  public Optional<OtherStore> otherStore(String name) {
    return otherStores.stream().filter(store -> store.name().equals(name)).findFirst();
  }

  /** Those of the sets whose rows are counted by an HTTP service, which Lapse cannot check. */
  public List<String> countedByService(Collection<String> sets) {
    return sets.stream()
        .filter(
            set ->
                otherStore(set.substring(0, set.indexOf('.')))
                    .filter(HttpStore.class::isInstance)
                    .isPresent())
        .sorted()
        .toList();
  }

  public List<DataSet> setsOf(Store store) {
    return sets.stream().filter(set -> set.store().equals(store.name())).toList();
  }

  public List<Convention> conventionsOf(Store store) {
    return conventions.stream()
        .filter(convention -> convention.store().equals(store.name()))
        .toList();
  }

  public List<AccountSequence> sequencesOf(Store store) {
    return sequences.stream().filter(sequence -> sequence.store().equals(store.name())).toList();
  }

  /** True if the store of a set is a database that the cell has. */
  public boolean isInCell(DataSet set, String cell) {
    return store(set.store()).filter(store -> store.cells().containsKey(cell)).isPresent();
  }

  /**
   * The names of the sets that are erased and have rows that are found only through rows that refer
   * to them, or belong to such rows: they go with the last account that has them, which is known
   * only once all accounts of a run are looked at together. Counts made before do not have them.
   *
   * @param billing true for the removal of payment details, false for whole accounts
   */
  public List<String> countedOnlyInRuns(String cell, boolean billing) {
    TreeSet<String> found = new TreeSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (DataSet set : sets) {
        if (isInCell(set, cell) && set.ways().stream().anyMatch(way -> leadsUp(set, way, found))) {
          more |= found.add(set.name());
        }
      }
    }
    return sets.stream()
        .filter(set -> billing ? set.billing() : set.keep() == null || !set.anonymize().isEmpty())
        .map(DataSet::name)
        .filter(found::contains)
        .sorted()
        .toList();
  }

  private static boolean leadsUp(DataSet set, OwnedBy way, Collection<String> found) {
    return way.match(
        key -> false,
        reference -> found.contains(set.store() + "." + reference.parent()),
        referrer -> true);
  }

  public Optional<DataSet> set(String store, TableName table) {
    return sets.stream()
        .filter(set -> set.store().equals(store) && set.table().equals(table))
        .findFirst();
  }

  /** The set of this name, {@code store.schema.table}. */
  public Optional<DataSet> set(String name) {
    return sets.stream().filter(set -> set.name().equals(name)).findFirst();
  }

  /**
   * The kept set whose rows decide when those of a kept set go: itself, if it says nothing else.
   */
  public DataSet goesWith(DataSet kept) {
    DataSet.Keep keep = kept.keep();
    return keep == null || keep.with() == null
        ? kept
        : goesWith(set(kept.store(), keep.with()).orElseThrow());
  }

  /** True if rows of a kept set go one by one, each when its own period is over. */
  public boolean goesByDate(DataSet kept) {
    DataSet.Keep keep = goesWith(kept).keep();
    return keep != null && keep.from() != null;
  }
}
