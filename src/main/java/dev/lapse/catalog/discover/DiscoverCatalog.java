package dev.lapse.catalog.discover;

import dev.lapse.catalog.AccountSequence;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.DataSet.SideEffects;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Generates a catalog from live stores. Entries that people wrote stay; the finders determine the
 * owners of all other tables, and uncertain ones become questions.
 */
public final class DiscoverCatalog {
  private static final String EDITED = "as edited";

  private final Catalog existing;
  private final YamlComments yamlComments;
  private final WriteCatalog write = new WriteCatalog();
  private final List<DataSet> sets = new ArrayList<>();

  private DiscoverCatalog(Catalog existing, YamlComments yamlComments) {
    this.existing = existing;
    this.yamlComments = yamlComments;
  }

  /** The text of a complete {@code catalog.yaml}, without the users' comments. */
  public static String of(Catalog existing, Map<String, LiveStore> live) throws SQLException {
    return of(existing, YamlComments.NONE, live).text();
  }

  /**
   * A complete catalog. The result is deterministic, and the result as input gives itself.
   *
   * @param existing the existing catalog, whose sets are kept unchanged
   * @param yamlComments the comments of its file
   * @param live live stores by name; the sets of other stores are kept unchanged
   */
  public static DiscoveredCatalog of(
      Catalog existing, YamlComments yamlComments, Map<String, LiveStore> live)
      throws SQLException {
    DiscoverCatalog discover = new DiscoverCatalog(existing, yamlComments);
    discover.write.stores(existing);
    for (Store store : existing.stores()) {
      LiveStore there = live.get(store.name());
      if (there == null) {
        discover.keep(store);
      } else {
        discover.look(store, there);
      }
    }
    return new DiscoveredCatalog(discover.write.text(), List.copyOf(discover.sets));
  }

  private void keep(Store store) {
    existing.setsOf(store).stream()
        .sorted(Comparator.comparing(DataSet::table))
        .forEach(set -> write(set, "not checked this time"));
    existing.sequencesOf(store).forEach(sequence -> write(sequence, "not checked this time"));
  }

  private void look(Store store, LiveStore live) throws SQLException {
    Map<TableName, DataSet> entries = new HashMap<>();
    existing.setsOf(store).forEach(set -> entries.put(set.table(), set));
    try (ReadOnlyQueries statements = new ReadOnlyQueries(live.connection())) {
      Findings findings = new Findings(store, live.schema(), List.of(), statements);
      Map<TableName, Finding> found = DiscoverStore.of(findings, List.of());
      List<DataSet> edited =
          entries.values().stream().filter(set -> isAnotherAnswer(set, found)).toList();
      if (!edited.isEmpty()) {
        findings = findings.with(edited);
        found.putAll(DiscoverStore.of(findings, edited));
      }
      write.heading(CatalogSummary.of(store, found, entries, findings));
      for (Table table : live.schema().tables().values()) {
        write(
            store,
            table,
            Objects.requireNonNull(found.get(table.name())),
            entries.get(table.name()),
            findings);
      }
      sequences(store, findings);
    }
  }

  private static boolean isAnotherAnswer(DataSet set, Map<TableName, Finding> found) {
    Finding finding = found.get(set.table());
    return finding != null
        && !(set.ownership() instanceof Ownership.Unclassified)
        && !set.ownership().equals(finding.ownership());
  }

  private void write(
      Store store, Table table, Finding finding, @Nullable DataSet entry, Findings findings) {
    SideEffects sideEffects = FindSideEffects.of(table, finding.ownership(), findings);
    List<String> reasons = new ArrayList<>(List.of(finding.reason()));
    reasons.addAll(EntryNotes.of(table, finding.ownership(), sideEffects, findings));
    String reason = String.join("; ", reasons);
    DataSet fresh =
        new DataSet(
            store.name(),
            table.name(),
            finding.ownership(),
            false,
            null,
            Map.of(),
            Map.of(),
            sideEffects,
            entry == null ? store.at() : entry.at());
    if (entry == null) {
      sets.add(fresh);
      write.set(fresh, YamlComments.MARK + " " + reason, List.of());
    } else if (fresh.equals(entry) || isQuestionWithAnswer(entry, finding)) {
      write(fresh, reason);
    } else {
      write(entry, EDITED);
    }
  }

  private static boolean isQuestionWithAnswer(DataSet entry, Finding finding) {
    return entry.ownership() instanceof Ownership.Unclassified
        && !(finding.ownership() instanceof Ownership.Unclassified);
  }

  private void sequences(Store store, Findings findings) {
    Map<String, AccountSequence> known = new TreeMap<>();
    existing.sequencesOf(store).forEach(sequence -> known.put(sequence.name(), sequence));
    Map<String, FindSequences.Found> found = new TreeMap<>();
    FindSequences.of(findings).forEach(one -> found.put(one.sequence().name(), one));
    TreeSet<String> names = new TreeSet<>(known.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      AccountSequence sequence = known.get(name);
      FindSequences.Found one = found.get(name);
      if (sequence != null) {
        write(sequence, one != null && one.sure() ? one.reason() : EDITED);
      } else if (one != null && one.sure()) {
        write.sequence(one.sequence(), YamlComments.MARK + " " + one.reason(), List.of());
      } else if (one != null) {
        write.perhaps(one.sequence(), one.reason());
      }
    }
  }

  private void write(DataSet set, String reason) {
    sets.add(set);
    String theirs = yamlComments.beside(set.at());
    write.set(
        set,
        theirs.isEmpty() ? YamlComments.MARK + " " + reason : theirs,
        yamlComments.above(set.at()));
  }

  private void write(AccountSequence sequence, String reason) {
    String theirs = yamlComments.beside(sequence.at());
    write.sequence(
        sequence,
        theirs.isEmpty() ? YamlComments.MARK + " " + reason : theirs,
        yamlComments.above(sequence.at()));
  }
}
