package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.sample.KeyLookups;
import dev.lapse.catalog.discover.sample.OwnerExpressions;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.discover.sample.Samples;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known of a store's tables while its catalog is being discovered. */
public final class Findings {
  private final Store store;
  private final StoreSchema schema;
  private final Map<TableName, Ownership> known = new HashMap<>();
  private final Map<TableName, Integer> distances = new HashMap<>();
  private final Map<TableName, List<Polymorphic>> pairs = new HashMap<>();
  private final ReadOnlyQueries statements;
  private final Samples samples;
  private final KeyLookups keyLookups;
  private final References references;
  private final PairKnowledge pairKnowledge;

  public Findings(
      Store store, StoreSchema schema, ReadOnlyQueries statements, PairKnowledge pairKnowledge)
      throws SQLException {
    this(store, schema, statements, new Samples(statements), pairKnowledge);
  }

  private Findings(
      Store store,
      StoreSchema schema,
      ReadOnlyQueries statements,
      Samples samples,
      PairKnowledge pairKnowledge) {
    this(
        store,
        schema,
        List.of(),
        statements,
        samples,
        new KeyLookups(statements, samples),
        pairKnowledge);
  }

  private Findings(
      Store store,
      StoreSchema schema,
      List<DataSet> edited,
      ReadOnlyQueries statements,
      Samples samples,
      KeyLookups keyLookups,
      PairKnowledge pairKnowledge) {
    this.pairKnowledge = pairKnowledge;
    this.store = store;
    this.schema = schema;
    this.statements = statements;
    this.samples = samples;
    this.keyLookups = keyLookups;
    references = new References(this);
    for (DataSet set : edited) {
      if (!(set.ownership() instanceof Ownership.Unclassified)) {
        known.put(set.table(), set.ownership());
      }
    }
    measure();
  }

  /**
   * The same samples and lookups, with only the users' entries as findings.
   *
   * @param edited their open questions are asked again
   */
  public Findings with(List<DataSet> edited) {
    return new Findings(store, schema, edited, statements, samples, keyLookups, pairKnowledge);
  }

  public void add(Map<TableName, Finding> found) {
    found.forEach((table, finding) -> known.put(table, finding.ownership()));
    measure();
  }

  public Store store() {
    return store;
  }

  public StoreSchema schema() {
    return schema;
  }

  public ReadOnlyQueries statements() {
    return statements;
  }

  /** The targets of a table's pairs, computed once. */
  List<Polymorphic> pairs(Table table, Supplier<List<Polymorphic>> find) {
    List<Polymorphic> found = pairs.get(table.name());
    if (found == null) {
      found = find.get();
      pairs.put(table.name(), found);
    }
    return found;
  }

  PairKnowledge pairKnowledge() {
    return pairKnowledge;
  }

  public KeyLookups lookups() {
    return keyLookups;
  }

  public References references() {
    return references;
  }

  public Sample sample(Table table) {
    return samples.get(table);
  }

  /** True unless some row of a table that is read quickly has a value that is no such key. */
  public boolean isWholeTableThere(ReferenceGuess guess) {
    Table table = guess.table();
    return samples.get(table).whole()
        || samples.blocks(table.name()) > KeyLookups.SOME
        || keyLookups.areAllThere(table, guess.column(), guess.target(), guess.key());
  }

  public long blocks(TableName table) {
    return samples.blocks(table);
  }

  /** The owners of rows by the paths that are known so far. */
  public OwnerExpressions owners() {
    return new OwnerExpressions(schema, this::ways, keyLookups);
  }

  public Table table(TableName name) {
    return schema.table(name).orElseThrow();
  }

  public Optional<Table> accounts() {
    return schema.table(store.accounts());
  }

  public Optional<Column> accountKey() {
    return accounts().flatMap(table -> table.column(store.key()));
  }

  public List<Table> open() {
    return schema.tables().values().stream()
        .filter(table -> !known.containsKey(table.name()))
        .toList();
  }

  public boolean isOpen(TableName table) {
    return !known.containsKey(table);
  }

  public boolean isOwned(TableName table) {
    return known.get(table) instanceof Ownership.Owned;
  }

  public boolean isShared(TableName table) {
    return known.get(table) instanceof Ownership.Shared;
  }

  public List<OwnedBy> ways(TableName table) {
    return known.get(table) instanceof Ownership.Owned owned ? owned.by() : List.of();
  }

  /** Foreign keys of the table that lead to another one. */
  public List<ForeignKey> foreignKeysOf(TableName table) {
    return schema.foreignKeys().stream()
        .filter(key -> key.from().equals(table) && !key.to().equals(table))
        .toList();
  }

  /** True if the foreign key is a single column with an account's key. */
  public boolean holdsAccountKey(ForeignKey key) {
    return key.to().equals(store.accounts()) && key.toColumns().equals(List.of(store.key()));
  }

  /** True if every row has the reference. */
  public boolean isMandatory(ForeignKey key) {
    return schema
        .table(key.from())
        .filter(
            table ->
                key.fromColumns().stream()
                    .allMatch(
                        name -> table.column(name).filter(column -> column.notNull()).isPresent()))
        .isPresent();
  }

  /**
   * The number of tables between a table's rows and the account's key; empty if no path is known.
   */
  public OptionalInt distance(TableName table) {
    Integer distance = distances.get(table);
    return distance == null ? OptionalInt.empty() : OptionalInt.of(distance);
  }

  private void measure() {
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Map.Entry<TableName, Ownership> entry : known.entrySet()) {
        if (entry.getValue() instanceof Ownership.Owned owned) {
          for (OwnedBy way : owned.by()) {
            grown |= measure(entry.getKey(), way.end().orElse(null));
          }
        }
      }
    }
  }

  /** True if the path to this end is shorter than the known one. */
  private boolean measure(TableName table, @Nullable TableName end) {
    Integer before = end == null ? Integer.valueOf(-1) : distances.get(end);
    Integer old = distances.get(table);
    if (before == null || (old != null && old <= before + 1)) {
      return false;
    }
    distances.put(table, before + 1);
    return true;
  }
}
