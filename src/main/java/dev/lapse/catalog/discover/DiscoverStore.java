package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.convention.FindByColumn;
import dev.lapse.catalog.discover.convention.FindByFramework;
import dev.lapse.catalog.discover.convention.FindByPattern;
import dev.lapse.catalog.discover.convention.FindFollowing;
import dev.lapse.catalog.discover.convention.FindPeople;
import dev.lapse.catalog.discover.convention.StoreConventions;
import dev.lapse.catalog.discover.find.CompletePaths;
import dev.lapse.catalog.discover.find.FindAccounts;
import dev.lapse.catalog.discover.find.FindActor;
import dev.lapse.catalog.discover.find.FindDisputedKey;
import dev.lapse.catalog.discover.find.FindForeignTable;
import dev.lapse.catalog.discover.find.FindKeyByComposite;
import dev.lapse.catalog.discover.find.FindKeyByForeignKey;
import dev.lapse.catalog.discover.find.FindKeyByName;
import dev.lapse.catalog.discover.find.FindKeyByValue;
import dev.lapse.catalog.discover.find.FindLookup;
import dev.lapse.catalog.discover.find.FindOptional;
import dev.lapse.catalog.discover.find.FindPolymorphic;
import dev.lapse.catalog.discover.find.FindReference;
import dev.lapse.catalog.discover.find.FindReferrers;
import dev.lapse.catalog.discover.find.Finder;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs the finders on every table of a store until nothing new is found. First the finders that do
 * not depend on other findings; each of the others only when those find nothing more.
 */
final class DiscoverStore {
  private final Findings findings;
  private final StoreConventions conventions;
  private final Finder people;
  private final List<Finder> first;
  private final List<Finder> then;
  private final List<Finder> forClaimed;
  private final List<Finder> forPathsOfFramework;
  private final Map<TableName, Finding> found = new TreeMap<>();

  private DiscoverStore(
      Findings findings, StoreConventions conventions, Map<TableName, TableName> followers) {
    this.findings = findings;
    this.conventions = conventions;
    Finder accounts = new FindAccounts();
    Finder pattern = new FindByPattern(conventions);
    people = new FindPeople(conventions);
    FindByFramework framework = new FindByFramework(conventions);
    forClaimed = List.of(accounts, pattern, people);
    Finder byKey = new FindKeyByForeignKey();
    Finder byColumn = new FindByColumn(conventions, true);
    Finder byNameAtLast = new FindKeyByName();
    forPathsOfFramework = List.of(accounts, byKey, byColumn, framework, byNameAtLast);
    first =
        List.of(
            accounts,
            new FindForeignTable(),
            pattern,
            byKey,
            byColumn,
            framework,
            new FindKeyByName(),
            new FindKeyByComposite(),
            new FindReference(),
            new FindPolymorphic());
    then =
        List.of(
            new FindDisputedKey(false),
            new FindOptional(),
            new FindByColumn(conventions, false),
            new FindKeyByValue(),
            framework.new SharedOnes(),
            new FindLookup(),
            new FindReferrers(false),
            people,
            new FindDisputedKey(true),
            new FindActor(),
            new FindReferrers(true),
            byNameAtLast,
            new FindFollowing(followers));
  }

  /**
   * The owner of each table's rows; none for tables for which no finder is sure. For edited tables,
   * the one that would have been found.
   *
   * @param followers tables that the catalog says follow the answer of another
   */
  static Map<TableName, Finding> of(
      Findings findings,
      List<DataSet> edited,
      StoreConventions conventions,
      Map<TableName, TableName> followers) {
    DiscoverStore discover = new DiscoverStore(findings, conventions, followers);
    discover.askUntilNothingIsNew();
    discover.widen();
    discover.peopleOfAll();
    for (DataSet edit : edited) {
      findings
          .schema()
          .table(edit.table())
          .flatMap(table -> discover.again(table))
          .ifPresent(finding -> discover.found.putIfAbsent(edit.table(), finding));
    }
    return discover.found;
  }

  private void askUntilNothingIsNew() {
    boolean grown = true;
    while (grown) {
      while (ask(first)) {
        // new findings may lead to further ones
      }
      grown = then.stream().anyMatch(finder -> ask(List.of(finder)));
    }
  }

  private boolean ask(List<Finder> finders) {
    Map<TableName, Finding> now = new HashMap<>();
    for (Table table : findings.open()) {
      first(finders, table).ifPresent(finding -> now.put(table.name(), finding));
    }
    found.putAll(now);
    findings.add(now);
    return !now.isEmpty();
  }

  private void widen() {
    Map<TableName, Finding> wider = new HashMap<>();
    found.forEach(
        (table, finding) -> {
          if (!conventions.claims(table)) {
            completed(findings.table(table), finding)
                .ifPresent(widened -> wider.put(table, widened.like(finding)));
          }
        });
    found.putAll(wider);
    findings.add(wider);
  }

  /** Tables that were found after the people may refer to them too. */
  private void peopleOfAll() {
    Map<TableName, Finding> now = new HashMap<>();
    for (TableName table : found.keySet()) {
      if (conventions.isPeople(table)) {
        people.find(findings.table(table), findings).ifPresent(finding -> now.put(table, finding));
      }
    }
    found.putAll(now);
    findings.add(now);
  }

  private Optional<Finding> again(Table table) {
    return first(first, table)
        .or(() -> first(then, table))
        .filter(finding -> !(finding.ownership() instanceof Ownership.Unclassified))
        .map(finding -> completed(table, finding).orElse(finding));
  }

  private Optional<Finding> completed(Table table, Finding finding) {
    return CompletePaths.of(table, finding, findings, conventions::areGoingPeople);
  }

  private Optional<Finding> first(List<Finder> finders, Table table) {
    return finders.stream()
        .filter(finder -> mayAsk(finder, table.name()))
        .flatMap(finder -> finder.find(table, findings).stream())
        .filter(finding -> !Memberships.contradict(table, finding, findings))
        .findFirst();
  }

  private boolean mayAsk(Finder finder, TableName table) {
    if (conventions.claims(table)) {
      return forClaimed.contains(finder);
    }
    return !conventions.knowsPaths(table) || forPathsOfFramework.contains(finder);
  }
}
