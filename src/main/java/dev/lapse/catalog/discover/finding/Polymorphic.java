package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.discover.sample.KeyLookups;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.discover.sample.SqlFragments;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables that a pair refers to, by the names of its types and the values of its ids.
 *
 * @param targets the types that refer to each table
 * @param nobodys types whose rows belong to nobody, as a convention says
 * @param named true if at least one type is the name of a table
 * @param proposals what a person may say of the types that are not explained: a table, or nothing
 *     if their rows belong to nobody; empty if everything is explained, or a type may be several
 *     tables
 * @param problem the question for a person; null if everything is explained
 */
public record Polymorphic(
    PolymorphicPair pair,
    Map<TableName, Set<String>> targets,
    Set<String> nobodys,
    Map<TableName, Column> keys,
    int ids,
    boolean complete,
    boolean named,
    Map<String, Optional<TableName>> proposals,
    @Nullable String problem) {

  /** The pairs of a table; columns without any type that is a table's name are not pairs. */
  public static List<Polymorphic> of(Table table, Findings findings) {
    return findings.pairs(table, () -> find(table, findings));
  }

  private static List<Polymorphic> find(Table table, Findings findings) {
    return PolymorphicPair.of(table, findings).stream()
        .map(polymorphicPair -> explain(table, polymorphicPair, findings))
        .filter(Polymorphic::named)
        .toList();
  }

  public boolean pointsAtOpen(Findings findings, TableName self) {
    return targets.keySet().stream()
        .anyMatch(target -> !target.equals(self) && findings.isOpen(target));
  }

  /** One path for each table that belongs to accounts. */
  public List<OwnedBy> ways(Findings findings, TableName self) {
    return waysTo(target -> target.equals(self) || findings.isOwned(target));
  }

  /** One path for each of these tables. */
  public List<OwnedBy> waysTo(Predicate<TableName> tables) {
    return ways(targets, tables);
  }

  /** One path for each table whose rows may belong to accounts, if the proposals are right. */
  public List<OwnedBy> waysIfSo(Findings findings) {
    Map<TableName, Set<String>> all = new TreeMap<>();
    targets.forEach((target, types) -> all.put(target, new TreeSet<>(types)));
    proposals.forEach(
        (type, table) ->
            table.ifPresent(name -> all.computeIfAbsent(name, none -> new TreeSet<>()).add(type)));
    return ways(all, target -> !findings.isShared(target));
  }

  private List<OwnedBy> ways(Map<TableName, Set<String>> types, Predicate<TableName> tables) {
    List<OwnedBy> ways = new ArrayList<>();
    types.forEach(
        (target, names) -> {
          if (tables.test(target)) {
            ways.add(
                new OwnedBy.Reference(
                    List.of(pair.id().name()),
                    target,
                    List.of(Objects.requireNonNull(keys.get(target)).name()),
                    new OwnedBy.Where(pair.type().name(), List.copyOf(names))));
          }
        });
    return ways;
  }

  /** The reference to rows of one table, for the types that name it. */
  public ReferenceCandidate referenceTo(TableName table, TableName target) {
    return new ReferenceCandidate(
        table,
        List.of(pair.id().name()),
        target,
        List.of(Objects.requireNonNull(keys.get(target)).name()),
        new OwnedBy.Where(
            pair.type().name(), List.copyOf(Objects.requireNonNull(targets.get(target)))),
        false,
        null,
        "polymorphic: " + pair.text());
  }

  /** The types of rows that belong to nobody, because they refer to shared rows. */
  public Set<String> typesOfShared(Findings findings) {
    Set<String> types = new TreeSet<>(nobodys);
    targets.forEach(
        (target, names) -> {
          if (findings.isShared(target)) {
            types.addAll(names);
          }
        });
    return types;
  }

  public String reason(Findings findings) {
    String shared =
        targets.keySet().stream()
            .filter(findings::isShared)
            .map(TableName::toString)
            .collect(Collectors.joining(", "));
    return "polymorphic: the %d types of %s are names of tables, and all %d sampled ids are there"
            .formatted(targets.values().stream().mapToInt(Set::size).sum(), pair.text(), ids)
        + (complete ? "" : "; types that no sampled row has are not known")
        + (shared.isEmpty() ? "" : "; rows of " + shared + " are shared and stay");
  }

  private static Polymorphic explain(
      Table table, PolymorphicPair polymorphicPair, Findings findings) {
    PolymorphicTypes types = PolymorphicTypes.of(table, polymorphicPair, findings);
    Map<TableName, Set<String>> targets = new TreeMap<>();
    Set<String> nobodys = new TreeSet<>();
    Map<TableName, Column> keys = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    Map<String, Optional<TableName>> proposals = new TreeMap<>();
    boolean[] ambiguous = {false};
    int[] ids = {0};
    boolean[] any = {false};
    types
        .ids()
        .forEach(
            (type, values) -> {
              if (isNobodys(type, findings)) {
                any[0] = true;
                nobodys.add(type);
                return;
              }
              List<Table> named = named(type, table, polymorphicPair, findings);
              any[0] |= !named.isEmpty();
              Table target =
                  mayBeGone(type, table, findings) && named.size() == 1
                      ? named.get(0)
                      : confirmed(named, values, findings);
              if (target == null) {
                problems.add(
                    problem(
                        type,
                        named,
                        values,
                        rows(table, polymorphicPair, type, findings),
                        findings));
                ambiguous[0] |= named.size() > 1;
                proposals.put(type, named.stream().findFirst().map(Table::name));
                named.stream().findFirst().ifPresent(one -> keys.put(one.name(), key(one)));
                return;
              }
              ids[0] += values.size();
              targets.computeIfAbsent(target.name(), name -> new TreeSet<>()).add(type);
              keys.put(target.name(), key(target));
            });
    return new Polymorphic(
        polymorphicPair,
        targets,
        nobodys,
        keys,
        ids[0],
        types.complete(),
        any[0],
        ambiguous[0] ? Map.of() : proposals,
        problems.isEmpty() ? null : String.join("; ", problems));
  }

  private static boolean isNobodys(String type, Findings findings) {
    Optional<TableName> known = findings.pairKnowledge().types().get(type);
    return known != null && known.isEmpty();
  }

  /** True if a type is what its name says, even if some of its rows are not there. */
  private static boolean mayBeGone(String type, Table table, Findings findings) {
    return findings.pairKnowledge().types().containsKey(type)
        || findings.pairKnowledge().logs().contains(table.name());
  }

  private static String problem(
      String type, List<Table> named, Set<String> values, String rows, Findings findings) {
    if (named.isEmpty()) {
      return "which table is '%s'%s?".formatted(type, rows);
    }
    if (named.stream().filter(table -> isThere(table, values, findings)).count() > 1) {
      return "which of %s is '%s'%s?"
          .formatted(
              named.stream()
                  .map(table -> table.name().toString())
                  .collect(Collectors.joining(", ")),
              type,
              rows);
    }
    Table first = named.get(0);
    KeyLookups.Found found = findings.lookups().lookUp(values, first, key(first));
    return "is '%s' %s? %d of %d sampled ids are there%s"
        .formatted(
            type,
            first.name(),
            found.present(),
            found.values(),
            found.trouble() == null ? "" : " (" + found.trouble() + ")");
  }

  /** {@code " (9 of 6352 rows)"}: how many rows are of a type; empty if they cannot be counted. */
  private static String rows(
      Table table, PolymorphicPair polymorphicPair, String type, Findings findings) {
    boolean whole = findings.blocks(table.name()) <= KeyLookups.SOME;
    ReadOnlyQueries.Rows counted =
        findings
            .statements()
            .rows(
                "select count(*) filter (where %s::text = %s), count(*)\nfrom %s t"
                    .formatted(
                        SqlFragments.column("t", polymorphicPair.type().name()),
                        SqlLiteral.of(type),
                        whole ? SqlFragments.from(table) : findings.sample(table).from()),
                2);
    return counted.rows().isEmpty()
        ? ""
        : " (%s of %s %s)"
            .formatted(
                counted.rows().get(0).get(0),
                counted.rows().get(0).get(1),
                whole ? "rows" : "sampled rows");
  }

  /**
   * The only one of these tables that has all ids; of tables with the same name, the nearest
   * schema.
   */
  private static @Nullable Table confirmed(
      List<Table> named, Set<String> values, Findings findings) {
    List<Table> there = named.stream().filter(table -> isThere(table, values, findings)).toList();
    return there.size() == 1 ? there.get(0) : null;
  }

  private static boolean isThere(Table table, Set<String> values, Findings findings) {
    return findings.lookups().lookUp(values, table, key(table)).all();
  }

  private static Column key(Table table) {
    return table.column(table.primaryKey().get(0)).orElseThrow();
  }

  /**
   * Tables with the type as name; only those of the schema in the type, or of the pair's schema.
   */
  private static List<Table> named(
      String type, Table table, PolymorphicPair polymorphicPair, Findings findings) {
    Optional<TableName> known = findings.pairKnowledge().types().get(type);
    if (known != null) {
      return known.flatMap(findings.schema()::table).stream().toList();
    }
    List<Table> same = matching(type, polymorphicPair, findings, true);
    List<Table> named = same.isEmpty() ? matching(type, polymorphicPair, findings, false) : same;
    List<Table> ofItsSchema =
        named.stream()
            .filter(
                found ->
                    NameMatching.plain(type)
                        .startsWith(NameMatching.plain(found.name().schema()) + "_"))
            .toList();
    List<Table> ofOwnSchema =
        named.stream()
            .filter(found -> found.name().schema().equals(table.name().schema()))
            .toList();
    return !ofItsSchema.isEmpty() ? ofItsSchema : ofOwnSchema.isEmpty() ? named : ofOwnSchema;
  }

  private static List<Table> matching(
      String type, PolymorphicPair polymorphicPair, Findings findings, boolean exactly) {
    return findings.schema().tables().values().stream()
        .filter(table -> table.primaryKey().size() == 1)
        .filter(table -> ComparableTypes.refers(polymorphicPair.id().type(), key(table).type()))
        .filter(
            table ->
                exactly
                    ? NameMatching.same(table.name().table(), NameMatching.last(type))
                        || NameMatching.same(table.name().table(), type)
                    : NameMatching.isWithPrefix(table.name().table(), NameMatching.last(type)))
        .sorted(Comparator.comparing(Table::name))
        .toList();
  }
}
