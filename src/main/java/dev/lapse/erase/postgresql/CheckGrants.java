package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Says which rights the role still needs to carry out a plan. */
final class CheckGrants {
  private static final String ROLE = "select current_user::text";
  private static final String DATABASE = "select current_database()::text";
  private static final String TEMPORARY =
      "select has_database_privilege(current_database(), 'temporary')";
  private static final String TABLE = "select has_table_privilege(to_regclass(?), ?)";
  private static final String COLUMNS = "select has_any_column_privilege(to_regclass(?), ?)";
  private static final String SCHEMA = "select has_schema_privilege(?, 'usage')";
  private static final String VIEW =
      """
      select pg_has_role(c.relowner, 'usage')
        or (current_setting('server_version_num')::int >= 170000 and has_table_privilege(c.oid, 'maintain'))
      from pg_class c
      where c.oid = to_regclass(?)
      """;

  private CheckGrants() {}

  /** The missing ones, each as the statement that grants it. */
  static List<String> missing(StorePlan plan, NamedParameterJdbcOperations jdbc) {
    String role = Identifier.quote(text(jdbc, ROLE));
    List<String> missing = new ArrayList<>();
    if (!holds(jdbc, TEMPORARY)) {
      missing.add(
          "the role may not make temporary tables: grant temporary on database %s to %s"
              .formatted(Identifier.quote(text(jdbc, DATABASE)), role));
    }
    Set<String> schemas = new TreeSet<>();
    needed(plan).keySet().forEach(table -> schemas.add(table.schema()));
    plan.views().forEach(view -> schemas.add(view.name().schema()));
    for (String schema : schemas) {
      if (!holds(jdbc, SCHEMA, schema)) {
        missing.add(
            "the role may not use schema %s: grant usage on schema %s to %s"
                .formatted(schema, Identifier.quote(schema), role));
      }
    }
    needed(plan)
        .forEach(
            (table, rights) -> {
              for (String right : rights) {
                if (schemaIsMissing(missing, table)
                    || holds(jdbc, right.equals("delete") ? TABLE : COLUMNS, table.sql(), right)) {
                  continue;
                }
                missing.add(
                    "the role may not %s %s: grant %s on %s to %s"
                        .formatted(verb(right), table, right, table.sql(), role));
              }
            });
    for (StoreSchema.MaterializedView view : plan.views()) {
      if (!schemaIsMissing(missing, view.name()) && !holds(jdbc, VIEW, view.name().sql())) {
        missing.add(
            "the role may not refresh materialized view %s, which shows rows that are erased: grant maintain on %s to %s (PostgreSQL 17), or make its owner's role one of the role's"
                .formatted(view.name(), view.name().sql(), role));
      }
    }
    return missing;
  }

  /** The rights that the plan needs, by table. */
  static Map<TableName, Set<String>> needed(StorePlan plan) {
    Map<TableName, Set<String>> needed = new TreeMap<>();
    for (CapturedSet set : plan.sets().values()) {
      Set<String> rights = needed.computeIfAbsent(set.table(), table -> new LinkedHashSet<>());
      rights.add("select");
      switch (set.role()) {
        case ERASED -> {
          rights.add("delete");
          if (set.isUpward()) {
            rights.add("update"); // to lock rows that accounts share
          }
        }
        case ANONYMIZED -> rights.add("update");
        case PASSED -> {}
      }
    }
    for (Pointer pointer : plan.pointers()) {
      if (plan.set(pointer.to()).isEmpty() && !isTakenAlong(plan, pointer.to())) {
        continue;
      }
      Set<String> rights = needed.computeIfAbsent(pointer.from(), table -> new LinkedHashSet<>());
      rights.add("select");
      if (pointer.accepted() && !pointer.actsOnReferrer()) {
        rights.add("update");
      }
      boolean locked =
          pointer.actsOnReferrer()
              && !pointer.accepted()
              && plan.set(pointer.to())
                  .filter(to -> to.role() == CapturedSet.Role.ERASED)
                  .filter(to -> !plan.bypasses(groupOf(plan, to)))
                  .isPresent();
      if (locked) {
        needed.computeIfAbsent(pointer.to(), table -> new LinkedHashSet<>()).add("update");
      }
    }
    return needed;
  }

  private static boolean isTakenAlong(StorePlan plan, TableName table) {
    return plan.pointers().stream()
        .anyMatch(pointer -> pointer.takesAlong() && pointer.from().equals(table));
  }

  private static List<CapturedSet> groupOf(StorePlan plan, CapturedSet set) {
    return plan.deletion().stream()
        .filter(group -> group.contains(set))
        .findFirst()
        .orElse(List.of(set));
  }

  private static boolean schemaIsMissing(List<String> missing, TableName table) {
    return missing.stream()
        .anyMatch(
            grant -> grant.contains("grant usage on schema " + Identifier.quote(table.schema())));
  }

  private static String verb(String right) {
    return switch (right) {
      case "select" -> "read";
      case "delete" -> "delete from";
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
