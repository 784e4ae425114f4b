package dev.lapse.catalog.convention;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.framework.Framework;
import dev.lapse.catalog.framework.Framework.Meaning;
import dev.lapse.catalog.framework.Framework.Part;
import dev.lapse.catalog.framework.Framework.TableRule;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tables of a framework in a store, recognized by names, columns and types together: in one
 * schema all tables of a part that are not optional, each with all of its columns.
 */
public final class FrameworkTables {
  private static final double SAME_COLUMNS = 0.8;

  private FrameworkTables() {}

  /** A table, and the part it was recognized as. */
  public record Found(Part part, TableRule rule) {}

  public static Map<TableName, Found> of(Framework framework, StoreSchema schema) {
    Map<TableName, Found> found = new TreeMap<>();
    schema.tables().values().stream()
        .collect(
            Collectors.groupingBy(
                table -> table.name().schema(), TreeMap::new, Collectors.toList()))
        .values()
        .forEach(tables -> framework.parts().forEach(part -> find(part, tables, found)));
    return found;
  }

  private static void find(Part part, List<Table> tables, Map<TableName, Found> found) {
    Map<TableName, Found> here = new TreeMap<>();
    for (TableRule rule : part.tables()) {
      List<Table> matching = tables.stream().filter(table -> is(rule, table, tables)).toList();
      if (matching.isEmpty() && !rule.optional()) {
        return;
      }
      matching.forEach(table -> here.putIfAbsent(table.name(), new Found(part, rule)));
    }
    here.forEach(found::putIfAbsent);
  }

  private static boolean is(TableRule rule, Table table, Collection<Table> tables) {
    return rule.isNamed(table.name().table())
        && rule.columns().entrySet().stream()
            .allMatch(
                column ->
                    column(table, column.getKey())
                        .filter(live -> column.getValue().accepts(live.type()))
                        .isPresent())
        && (!(rule.meaning() instanceof Meaning.History) || base(rule, table, tables).isPresent());
  }

  /** The column of a table with this name in some spelling. */
  public static Optional<Column> column(Table table, String name) {
    return table.columns().stream()
        .filter(column -> Framework.matches(name, column.name()))
        .findFirst();
  }

  /** The table whose changes a history has: it has its key, and nearly all of its columns. */
  public static Optional<Table> base(TableRule rule, Table history, Collection<Table> tables) {
    for (String glob : rule.table()) {
      if (!Framework.matches(glob, history.name().table())) {
        continue;
      }
      String rest = Framework.rest(glob, history.name().table());
      Optional<Table> base =
          tables.stream()
              .filter(table -> table.name().schema().equals(history.name().schema()))
              .filter(table -> !table.primaryKey().isEmpty())
              .filter(table -> Framework.matches(rest, table.name().table()))
              .filter(table -> isCopied(table, history))
              .findFirst();
      if (base.isPresent()) {
        return base;
      }
    }
    return Optional.empty();
  }

  private static boolean isCopied(Table base, Table history) {
    List<String> copied = new ArrayList<>();
    for (Column column : base.columns()) {
      if (history.column(column.name()).isPresent()) {
        copied.add(column.name());
      }
    }
    return copied.containsAll(base.primaryKey())
        && copied.size() >= base.columns().size() * SAME_COLUMNS;
  }
}
