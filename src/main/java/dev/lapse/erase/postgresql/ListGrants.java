package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.erase.store.PrepareStore.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The statements that grant a role exactly the rights that it needs to erase from a store. */
public final class ListGrants {
  private ListGrants() {}

  /**
   * All statements, including those for rights that the role already has.
   *
   * @param bypass true to disable foreign-key triggers: faster, with fewer rights on tables
   * @param more additional rights
   */
  public static List<String> of(
      Catalog catalog,
      Store store,
      StoreSchema schema,
      String role,
      String database,
      boolean bypass,
      Map<TableName, Set<String>> more) {
    Map<TableName, Set<String>> needed = new TreeMap<>();
    List<PlanErasure.Options> erased =
        List.of(
            options(PreparePostgres.wanted(Scope.WHOLE_ACCOUNT), bypass),
            options(PreparePostgres.wanted(Scope.BILLING), bypass),
            PlanErasure.Options.expiring(set -> set.keep() != null, bypass));
    for (PlanErasure.Options options : erased) {
      CheckGrants.needed(PreparePostgres.plans(catalog, store, schema, options))
          .forEach(
              (table, rights) ->
                  needed.computeIfAbsent(table, of -> new LinkedHashSet<>()).addAll(rights));
    }
    more.forEach(
        (table, rights) ->
            needed.computeIfAbsent(table, of -> new LinkedHashSet<>()).addAll(rights));
    String to = " to " + Identifier.quote(role) + ";";
    List<String> grants = new ArrayList<>();
    grants.add("grant connect, temporary on database " + Identifier.quote(database) + to);
    Set<String> schemas = new TreeSet<>();
    needed.keySet().forEach(table -> schemas.add(table.schema()));
    schema.materializedViews().forEach(view -> schemas.add(view.name().schema()));
    schemas.forEach(name -> grants.add("grant usage on schema " + Identifier.quote(name) + to));
    grants.add("grant select on lapse_store.flyway_schema_history" + to);
    needed.forEach(
        (table, rights) ->
            grants.add("grant %s on %s%s".formatted(String.join(", ", rights), table.sql(), to)));
    for (StoreSchema.MaterializedView view : schema.materializedViews()) {
      grants.add(
          "grant maintain on %s%s -- PostgreSQL 17 and later; before, only its owner refreshes it"
              .formatted(view.name().sql(), to));
    }
    grants.addAll(rowSecurity(needed.keySet(), schema, role));
    grants.addAll(reminders(catalog, store, schema));
    if (bypass) {
      grants.add("grant set on parameter session_replication_role" + to);
    }
    return grants;
  }

  private static PlanErasure.Options options(Predicate<DataSet> wanted, boolean bypass) {
    return new PlanErasure.Options(wanted, false, bypass, false, Set.of());
  }

  /** Policies would hide rows of the accounts, which then would not be erased. */
  private static List<String> rowSecurity(Set<TableName> needed, StoreSchema schema, String role) {
    List<String> hidden =
        needed.stream().filter(schema.rowSecurity()::contains).map(TableName::toString).toList();
    return hidden.isEmpty()
        ? List.of()
        : List.of(
            "alter role %s bypassrls; -- missing: row-level security hides rows of %s from it, and rows that it cannot see would not be erased"
                .formatted(Identifier.quote(role), String.join(", ", hidden)));
  }

  /** Rights that no grant on a table gives. */
  private static List<String> reminders(Catalog catalog, Store store, StoreSchema schema) {
    List<String> reminders = new ArrayList<>();
    for (DataSet set : catalog.setsOf(store)) {
      if (set.isOwned() && !set.sideEffects().largeObjects().isEmpty()) {
        reminders.add(
            "-- large objects of %s are removed by a role that owns them or has their owner among its roles"
                .formatted(set.table()));
      }
      schema.triggersOf(set.table(), StoreSchema.Event.DELETE).stream()
          .filter(trigger -> set.accepts(trigger.name()))
          .forEach(
              trigger ->
                  reminders.add(
                      "-- and what %s of %s does, which is accepted: it acts as the role that erases"
                          .formatted(trigger.name(), set.table())));
    }
    catalog
        .sequencesOf(store)
        .forEach(
            sequence ->
                reminders.add(
                    "-- sequences %s are dropped by a role that owns them or their schema, or has the owner among its roles"
                        .formatted(sequence.text())));
    return reminders;
  }
}
