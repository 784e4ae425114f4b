package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.find.CompleteWays;
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
  private static final List<Finder> FIRST =
      List.of(
          new FindAccounts(),
          new FindForeignTable(),
          new FindKeyByForeignKey(),
          new FindKeyByName(),
          new FindKeyByComposite(),
          new FindReference(),
          new FindPolymorphic());

  private static final List<Finder> THEN =
      List.of(
          new FindDisputedKey(false),
          new FindOptional(),
          new FindKeyByValue(),
          new FindLookup(),
          new FindReferrers(false),
          new FindDisputedKey(true),
          new FindActor(),
          new FindReferrers(true));

  private final Findings findings;
  private final Map<TableName, Finding> found = new TreeMap<>();

  private DiscoverStore(Findings findings) {
    this.findings = findings;
  }

  /** The owner of each table's rows; for edited tables, the one that would have been found. */
  static Map<TableName, Finding> of(Findings findings, List<DataSet> edited) {
    DiscoverStore discover = new DiscoverStore(findings);
    discover.askUntilNothingIsNew();
    discover.widen();
    for (DataSet edit : edited) {
      findings
          .schema()
          .table(edit.table())
          .flatMap(table -> discover.again(table))
          .ifPresent(finding -> discover.found.putIfAbsent(edit.table(), finding));
    }
    for (Table table : findings.schema().tables().values()) {
      if (!discover.found.containsKey(table.name())) {
        discover.found.put(table.name(), QuestionWriter.about(table, findings));
      }
    }
    return discover.found;
  }

  private void askUntilNothingIsNew() {
    boolean grown = true;
    while (grown) {
      while (ask(FIRST)) {
        // new findings may lead to further ones
      }
      grown = THEN.stream().anyMatch(finder -> ask(List.of(finder)));
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
        (table, finding) ->
            CompleteWays.of(findings.table(table), finding, findings)
                .ifPresent(widened -> wider.put(table, widened)));
    found.putAll(wider);
    findings.add(wider);
  }

  private Optional<Finding> again(Table table) {
    return first(FIRST, table)
        .or(() -> first(THEN, table))
        .filter(finding -> !(finding.ownership() instanceof Ownership.Unclassified))
        .map(finding -> CompleteWays.of(table, finding, findings).orElse(finding));
  }

  private Optional<Finding> first(List<Finder> finders, Table table) {
    return finders.stream().flatMap(finder -> finder.find(table, findings).stream()).findFirst();
  }
}
