package dev.lapse.catalog.discover.convention;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.convention.FrameworkTables;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.PairKnowledge;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.framework.Framework.Meaning;
import dev.lapse.catalog.framework.Frameworks;
import dev.lapse.catalog.live.StoreSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The conventions of a store: those of the catalog, and the frameworks that are recognized. */
public final class StoreConventions {
  private final List<Convention> all;
  private final Map<TableName, OfFramework> ofFrameworks = new TreeMap<>();
  private final Map<TableName, Convention.Tables> byPattern = new TreeMap<>();

  /** A table of a framework. */
  record OfFramework(Convention.OfFramework convention, FrameworkTables.Found found) {}

  private StoreConventions(List<Convention> all, StoreSchema schema) {
    this.all = all;
    for (Convention.Tables convention : of(Convention.Tables.class)) {
      schema.tables().keySet().stream()
          .filter(convention::matches)
          .forEach(table -> byPattern.putIfAbsent(table, convention));
    }
    for (Convention.OfFramework convention : of(Convention.OfFramework.class)) {
      FrameworkTables.of(convention.framework(), schema)
          .forEach(
              (table, found) ->
                  ofFrameworks.putIfAbsent(table, new OfFramework(convention, found)));
    }
  }

  public static StoreConventions of(
      List<Convention> written, Frameworks known, Store store, StoreSchema schema) {
    List<Convention> all = new ArrayList<>(written);
    Set<String> names = new TreeSet<>();
    written.forEach(convention -> names.add(convention.name()));
    known.all().stream()
        .map(framework -> new Convention.OfFramework(store.name(), framework, store.at()))
        .filter(convention -> !names.contains(convention.name()))
        .filter(convention -> !FrameworkTables.of(convention.framework(), schema).isEmpty())
        .forEach(all::add);
    return new StoreConventions(List.copyOf(all), schema);
  }

  public List<Convention> all() {
    return all;
  }

  <T extends Convention> List<T> of(Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  Optional<OfFramework> framework(TableName table) {
    return Optional.ofNullable(ofFrameworks.get(table));
  }

  Optional<Convention.Tables> pattern(TableName table) {
    return Optional.ofNullable(byPattern.get(table));
  }

  Optional<Convention.People> people(TableName table) {
    return of(Convention.People.class).stream()
        .filter(people -> people.people().equals(table))
        .findFirst();
  }

  /** The people that stay and include a table, or that it hangs on. */
  Optional<Convention.People> staying(TableName table, Findings findings) {
    return of(Convention.People.class).stream()
        .filter(Convention.People::stay)
        .filter(people -> hangs(table, people.people(), findings, new TreeSet<>()))
        .findFirst();
  }

  private static boolean hangs(
      TableName table, TableName people, Findings findings, Set<TableName> seen) {
    return table.equals(people)
        || (seen.add(table)
            && findings.references().toOthers(findings.table(table)).stream()
                .filter(ReferenceCandidate::mandatory)
                .anyMatch(link -> hangs(link.to(), people, findings, seen)));
  }

  /** True if only a convention says whose the rows of this table are. */
  public boolean claims(TableName table) {
    return pattern(table).isPresent() || isPeople(table);
  }

  public boolean isPeople(TableName table) {
    return people(table).isPresent();
  }

  /** True if they go with the last account that has them. */
  public boolean areGoingPeople(TableName table) {
    return people(table).filter(people -> !people.stay()).isPresent();
  }

  /** True if a framework knows the paths of this table. */
  public boolean knowsPaths(TableName table) {
    return framework(table)
        .map(of -> of.found().rule().meaning())
        .filter(meaning -> !(meaning instanceof Meaning.AsFound))
        .filter(meaning -> !(meaning instanceof Meaning.Shared))
        .isPresent();
  }

  /** True if a framework says that the rows of this table are nobody's. */
  boolean isSharedByFramework(TableName table) {
    return framework(table)
        .filter(of -> of.found().rule().meaning() instanceof Meaning.Shared)
        .isPresent();
  }

  public PairKnowledge pairs() {
    Map<String, Optional<TableName>> types = new HashMap<>();
    of(Convention.Types.class).forEach(convention -> types.putAll(convention.types()));
    Set<TableName> logs = new TreeSet<>();
    ofFrameworks.forEach(
        (table, of) -> {
          if (of.found().rule().meaning() instanceof Meaning.Log) {
            logs.add(table);
          }
        });
    return new PairKnowledge(types, logs);
  }
}
