package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.rows.LargeObjects;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Finds the rights that the role still needs to carry out a plan. */
final class CheckGrants {
  private static final String ROLE = "select current_user::text";
  private static final String DATABASE = "select current_database()::text";
  private static final String TEMPORARY =
      "select has_database_privilege(current_database(), 'temporary')";
  private static final String TABLES =
      """
      select wanted.place
      from unnest(?::text[], ?::text[], ?::text[]) with ordinality as wanted(schema, name, privilege, place)
      where case
        when not has_schema_privilege(wanted.schema, 'usage') then false
        when wanted.privilege = 'delete' then not has_table_privilege(to_regclass(wanted.name), wanted.privilege)
        else not has_any_column_privilege(to_regclass(wanted.name), wanted.privilege)
      end
      order by wanted.place
      """;
  private static final String MIGRATED = "select to_regnamespace('lapse_store') is not null";
  private static final String SCHEMA = "select has_schema_privilege(?, 'usage')";
  private static final String VIEW =
      """
      select pg_has_role(c.relowner, 'usage')
        or (current_setting('server_version_num')::int >= 170000 and has_table_privilege(c.oid, 'maintain'))
      from pg_class c
      where c.oid = to_regclass(?)
      """;

  /**
   * The rights on Lapse's own tables in the store, also those that are only needed after a crash.
   */
  private static final Map<TableName, List<String>> OWN =
      Map.of(
          new TableName("lapse_store", "progress"), List.of("select", "insert", "update"),
          new TableName("lapse_store", "captured"), List.of("select", "insert", "delete"),
          new TableName("lapse_store", "anonymized"), List.of("select", "insert"));

  private CheckGrants() {}

  /**
   * The missing rights, each as the statement that grants it.
   *
   * @param live as the same role sees it
   */
  static List<String> missing(
      PostgresStore.Plans plans, StoreSchema live, NamedParameterJdbcOperations jdbc) {
    ErasurePlan plan = plans.together();
    String role = Identifier.quote(text(jdbc, ROLE));
    List<String> missing = new ArrayList<>();
    if (!holds(jdbc, TEMPORARY)) {
      missing.add(
          "the role may not make temporary tables: grant temporary on database %s to %s"
              .formatted(Identifier.quote(text(jdbc, DATABASE)), role));
    }
    Set<String> schemas = new TreeSet<>();
    Map<TableName, Set<String>> needed = needed(plans);
    if (!holds(jdbc, MIGRATED)) {
      needed.keySet().removeAll(OWN.keySet());
    }
    needed.keySet().forEach(table -> schemas.add(table.schema()));
    plan.views().forEach(view -> schemas.add(view.name().schema()));
    for (String schema : schemas) {
      if (!holds(jdbc, SCHEMA, schema)) {
        missing.add(
            "the role may not use schema %s: grant usage on schema %s to %s"
                .formatted(schema, Identifier.quote(schema), role));
      }
    }
    tables(needed, jdbc)
        .forEach(
            wanted ->
                missing.add(
                    "the role may not %s %s: grant %s on %s to %s"
                        .formatted(
                            verb(wanted.right()),
                            wanted.table(),
                            wanted.right(),
                            wanted.table().sql(),
                            role)));
    needed.keySet().stream()
        .filter(live.rowSecurity()::contains)
        .forEach(
            table ->
                missing.add(
                    "row-level security hides rows of %s from the role: alter role %s bypassrls"
                        .formatted(table, role)));
    for (StoreSchema.MaterializedView view : plan.views()) {
      if (holds(jdbc, SCHEMA, view.name().schema()) && !holds(jdbc, VIEW, view.name().sql())) {
        missing.add(
            "the role may not refresh materialized view %s, which shows rows that are erased: grant maintain on %s to %s (PostgreSQL 17), or make its owner's role one of the role's"
                .formatted(view.name(), view.name().sql(), role));
      }
    }
    missing.addAll(plan.sequences().missing(role, jdbc));
    return missing.isEmpty() ? LargeObjects.missing(plan, role, jdbc) : missing;
  }

  /** The rights that the plans need, by table. */
  static Map<TableName, Set<String>> needed(PostgresStore.Plans plans) {
    Map<TableName, Set<String>> needed = new TreeMap<>();
    OWN.forEach((table, rights) -> needed.put(table, new LinkedHashSet<>(rights)));
    ErasurePlan plan = plans.together();
    for (TargetSet set : plan.sets().values()) {
      Set<String> rights = needed.computeIfAbsent(set.table(), table -> new LinkedHashSet<>());
      rights.add("select");
      if (plan.deletes(set)) {
        rights.add("delete");
      }
      boolean locked =
          (plan.deletes(set) && set.isOwnedByReferrers()) // shared by accounts
              || (plan.deletes(set)
                  && !plan.bypasses(set)
                  && plan.referencesTo(set.table()).stream()
                      .anyMatch(TableReference::actsOnReferrer));
      if (set.role() == TargetSet.Role.ANONYMIZED || locked) {
        rights.add("update");
      }
    }
    for (TableReference reference : plan.references()) {
      TargetSet from = plan.sets().get(reference.from());
      boolean anonymized =
          from != null
              && reference.columns().stream()
                  .anyMatch(column -> from.set().anonymize().get(column) != null);
      if (anonymized) {
        needed
            .computeIfAbsent(reference.to(), table -> new LinkedHashSet<>())
            .add("select"); // to see whether the constant leads anywhere
      }
      if (plan.set(reference.to()).isEmpty()) {
        continue;
      }
      Set<String> rights = needed.computeIfAbsent(reference.from(), table -> new LinkedHashSet<>());
      rights.add("select");
      if (reference.isEnded()) {
        rights.add("update");
      }
    }
    return needed;
  }

  /** A right on a table. */
  private record Wanted(TableName table, String right) {}

  /** The rights that the role lacks, but on tables of schemas that it may not use at all. */
  private static List<Wanted> tables(
      Map<TableName, Set<String>> needed, NamedParameterJdbcOperations jdbc) {
    List<Wanted> wanted = new ArrayList<>();
    needed.forEach(
        (table, rights) -> rights.forEach(right -> wanted.add(new Wanted(table, right))));
    return jdbc
        .getJdbcOperations()
        .queryForList(
            TABLES,
            Integer.class,
            wanted.stream().map(each -> each.table().schema()).toArray(String[]::new),
            wanted.stream().map(each -> each.table().sql()).toArray(String[]::new),
            wanted.stream().map(Wanted::right).toArray(String[]::new))
        .stream()
        .map(place -> wanted.get(place - 1))
        .toList();
  }

  private static String verb(String right) {
    return switch (right) {
      case "select" -> "read";
      case "delete" -> "delete from";
      case "insert" -> "insert into";
      default -> "update or lock";
    };
  }

  private static boolean holds(NamedParameterJdbcOperations jdbc, String query, Object... values) {
    return Boolean.TRUE.equals(
        jdbc.getJdbcOperations().queryForObject(query, Boolean.class, values));
  }

  private static String text(NamedParameterJdbcOperations jdbc, String query) {
    return String.valueOf(jdbc.getJdbcOperations().queryForObject(query, String.class));
  }
}
