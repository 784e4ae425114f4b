package dev.lapse.catalog.discover;

import dev.lapse.catalog.AccountSequence;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.DataSet.SideEffects;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.convention.CheckConventions;
import dev.lapse.catalog.discover.convention.StoreConventions;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.file.WrongFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private final List<Decision> decisions = new ArrayList<>();
  private final List<TableReason> tables = new ArrayList<>();

  private DiscoverCatalog(Catalog existing, YamlComments yamlComments) {
    this.existing = existing;
    this.yamlComments = yamlComments;
  }

  /** The text of a complete {@code catalog.yaml}, without the users' comments. */
  public static String discover(Catalog existing, Map<String, LiveStore> live) throws SQLException {
    return discover(existing, YamlComments.NONE, live).text();
  }

  /**
   * A complete catalog. The result is deterministic, and the result as input gives itself.
   *
   * @param existing the existing catalog, whose sets are kept unchanged
   * @param yamlComments the comments of its file
   * @param live live stores by name; the sets of other stores are kept unchanged
   */
  public static DiscoveredCatalog discover(
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
    return new DiscoveredCatalog(
        discover.write.text(),
        List.copyOf(discover.sets),
        List.copyOf(discover.decisions),
        List.copyOf(discover.tables));
  }

  private void keep(Store store) {
    existing.conventionsOf(store).forEach(convention -> write(convention, "not checked this time"));
    existing.setsOf(store).stream()
        .sorted(Comparator.comparing(DataSet::table))
        .forEach(set -> write(set, "not checked this time"));
    existing.sequencesOf(store).forEach(sequence -> write(sequence, "not checked this time"));
  }

  private void look(Store store, LiveStore live) throws SQLException {
    Map<TableName, DataSet> entries = new HashMap<>();
    existing.setsOf(store).forEach(set -> entries.put(set.table(), set));
    CheckConventions.of(existing, store, live.schema()).stream()
        .findFirst()
        .ifPresent(
            wrong -> {
              throw new WrongFile(wrong.at(), wrong.message());
            });
    StoreConventions conventions =
        StoreConventions.of(
            existing.conventionsOf(store), existing.frameworks(), store, live.schema());
    try (ReadOnlyQueries statements = new ReadOnlyQueries(live.connection())) {
      Findings findings = new Findings(store, live.schema(), statements, conventions.pairs());
      Map<TableName, TableName> followers = followers(entries.values());
      Map<TableName, Finding> found = DiscoverStore.of(findings, List.of(), conventions, followers);
      List<DataSet> edited =
          entries.values().stream().filter(set -> isAnotherAnswer(set, found)).toList();
      if (!edited.isEmpty()) {
        findings = findings.with(edited);
        found.putAll(DiscoverStore.of(findings, edited, conventions, followers));
      }
      Set<TableName> answered = new TreeSet<>();
      edited.forEach(set -> answered.add(set.table()));
      Set<String> names = new TreeSet<>();
      conventions.all().forEach(convention -> names.add(convention.name()));
      List<Decision> open = Decisions.of(findings, found, answered, names);
      write(store, conventions, open, found, entries, findings);
    }
  }

  private void write(
      Store store,
      StoreConventions conventions,
      List<Decision> open,
      Map<TableName, Finding> found,
      Map<TableName, DataSet> entries,
      Findings findings) {
    decisions.addAll(open);
    conventions(conventions, found.values());
    write.heading(CatalogSummary.of(store, open, findings));
    Map<TableName, Decision> questions = new HashMap<>();
    open.forEach(
        decision -> decision.tables().keySet().forEach(table -> questions.put(table, decision)));
    for (Table table : findings.schema().tables().values()) {
      Decision decision = questions.get(table.name());
      if (decision != null && decision.about().equals(table.name())) {
        write.offers(decision);
      }
      write(
          store,
          table,
          decision == null
              ? finding(found.get(table.name()), entries.get(table.name()))
              : question(table, decision),
          entries.get(table.name()),
          findings);
    }
    sequences(store, findings);
  }

  private static Finding question(Table table, Decision decision) {
    return Finding.question(
        decision.about().equals(table.name())
            ? WithoutFigures.of(decision.question()).replace('\n', ' ')
            : Decision.FOLLOWS + decision.name());
  }

  /** What was found, else the answer that people wrote. */
  private static Finding finding(@Nullable Finding found, @Nullable DataSet entry) {
    return found == null ? new Finding(Objects.requireNonNull(entry).ownership(), EDITED) : found;
  }

  /** Those of the catalog, and the frameworks that have made an entry. */
  private void conventions(StoreConventions conventions, Collection<Finding> found) {
    Set<String> used = new TreeSet<>();
    for (Finding finding : found) {
      String by = finding.by();
      if (by != null) {
        used.add(by);
      }
    }
    for (Convention convention : conventions.all()) {
      String about = convention instanceof Convention.OfFramework of ? of.framework().about() : "";
      if (existing.conventions().contains(convention)) {
        write(convention, about);
      } else if (used.contains(convention.name())) {
        write.convention(convention, YamlComments.MARK + " " + about, List.of());
      }
    }
  }

  private void write(Convention convention, String reason) {
    String theirs = yamlComments.beside(convention.at());
    write.convention(
        convention,
        theirs.isEmpty() && !reason.isEmpty() ? YamlComments.MARK + " " + reason : theirs,
        yamlComments.above(convention.at()));
  }

  /** The tables that follow the answer of another one, as the catalog says. */
  private static Map<TableName, TableName> followers(Collection<DataSet> entries) {
    Map<String, TableName> names = new HashMap<>();
    for (DataSet set : entries) {
      names.put(Decision.FOLLOWS + set.table(), set.table());
      names.put(Decision.FOLLOWS + Convention.People.name(set.table()), set.table());
    }
    Map<TableName, TableName> followers = new HashMap<>();
    for (DataSet set : entries) {
      if (set.ownership() instanceof Ownership.Unclassified unclassified
          && names.containsKey(unclassified.question())) {
        followers.put(set.table(), Objects.requireNonNull(names.get(unclassified.question())));
      }
    }
    return followers;
  }

  private static boolean isAnotherAnswer(DataSet set, Map<TableName, Finding> found) {
    Finding finding = found.get(set.table());
    return set.by() == null
        && !(set.ownership() instanceof Ownership.Unclassified)
        && (finding == null || !set.ownership().equals(finding.ownership()));
  }

  private void write(
      Store store, Table table, Finding finding, @Nullable DataSet entry, Findings findings) {
    SideEffects sideEffects = FindSideEffects.of(table, finding.ownership(), findings);
    List<String> notes = EntryNotes.of(table, finding.ownership(), sideEffects, findings);
    List<String> reasons = new ArrayList<>(List.of(reason(finding)));
    notes.forEach(note -> reasons.add(WithoutFigures.of(note)));
    int before = sets.size();
    write(
        fresh(store, table, finding, entry, sideEffects),
        finding,
        entry,
        String.join("; ", reasons));
    DataSet written = sets.get(before);
    List<String> seenReasons = new ArrayList<>(List.of(finding.reason()));
    seenReasons.addAll(notes);
    String seen = String.join("; ", seenReasons);
    boolean edited = !written.ownership().equals(finding.ownership());
    tables.add(new TableReason(written, edited ? EDITED : seen, Decisions.rows(findings, table)));
  }

  private static DataSet fresh(
      Store store, Table table, Finding finding, @Nullable DataSet entry, SideEffects sideEffects) {
    return new DataSet(
        store.name(),
        table.name(),
        finding.ownership(),
        false,
        null,
        Map.of(),
        Map.of(),
        sideEffects,
        finding.by(),
        entry == null ? store.at() : entry.at());
  }

  private void write(DataSet fresh, Finding finding, @Nullable DataSet entry, String reason) {
    if (entry != null && entry.by() != null) {
      again(fresh, entry, reason);
    } else if (entry == null) {
      sets.add(fresh);
      write.set(fresh, YamlComments.MARK + " " + reason, List.of());
    } else if (fresh.equals(entry.by(fresh.by()))) {
      write(fresh, reason);
    } else if (isQuestionWithAnswer(entry, finding)) {
      write(fresh.allowing(entry), reason);
    } else {
      write(entry, EDITED);
    }
  }

  /** Why rows are shared by a convention is what people wrote, and has no figures of a look. */
  private static String reason(Finding finding) {
    return finding.by() != null && finding.ownership() instanceof Ownership.Shared
        ? finding.reason()
        : WithoutFigures.of(finding.reason());
  }

  private static boolean isQuestionWithAnswer(DataSet entry, Finding finding) {
    return entry.ownership() instanceof Ownership.Unclassified unclassified
        && (!(finding.ownership() instanceof Ownership.Unclassified)
            || unclassified.question().startsWith(Decision.FOLLOWS));
  }

  /** An entry that a convention made: its owner is found anew, all else stays. */
  private void again(DataSet fresh, DataSet entry, String reason) {
    DataSet again = fresh.with(entry);
    if (fresh.isOwned() || again.equals(fresh)) {
      write(again, reason);
    } else if (fresh.by() != null) {
      write(entry, EDITED); // what people added needs an owner: check names the contradiction
    } else {
      write(entry.by(null), EDITED);
    }
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
