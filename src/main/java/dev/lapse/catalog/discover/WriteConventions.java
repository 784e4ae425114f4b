package dev.lapse.catalog.discover;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.OwnedByText;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The keys and values of a convention, as they stand between its braces. */
final class WriteConventions {
  private WriteConventions() {}

  static String keys(Convention convention) {
    if (convention instanceof Convention.Column column) {
      return of(column);
    }
    if (convention instanceof Convention.People people) {
      return of(people);
    }
    if (convention instanceof Convention.OfFramework framework) {
      return "framework: " + WriteCatalog.scalar(framework.framework().name());
    }
    return convention instanceof Convention.Tables tables
        ? of(tables)
        : of((Convention.Types) convention);
  }

  private static String of(Convention.Column column) {
    Convention.Target target = column.target();
    Convention.Nulls nulls = column.nulls();
    return "column: %s, names: %s%s"
        .formatted(
            WriteCatalog.scalar(column.column()),
            target == null ? "account" : WriteCatalog.scalar(OwnedByText.column(target)),
            nulls == null ? "" : ", null: " + nulls.name().toLowerCase(Locale.ROOT));
  }

  private static String of(Convention.People people) {
    List<String> members =
        people.members().stream().map(TableName::toString).map(WriteCatalog::scalar).toList();
    return "people: %s, %s"
        .formatted(
            WriteCatalog.scalar(people.people().toString()),
            people.stay()
                ? "shared: true, why: " + WriteCatalog.quoted(String.valueOf(people.why()))
                : "members: "
                    + (members.size() == 1
                        ? members.get(0)
                        : "[" + String.join(", ", members) + "]"));
  }

  private static String of(Convention.Tables tables) {
    String why = tables.why();
    return "tables: %s, %s%s"
        .formatted(
            WriteCatalog.quoted(tables.pattern()),
            WriteCatalog.ownership(tables.ownership()),
            why == null ? "" : ", why: " + WriteCatalog.quoted(why));
  }

  private static String of(Convention.Types types) {
    return new TreeMap<>(types.types())
        .entrySet().stream()
            .map(type -> WriteCatalog.quoted(type.getKey()) + ": " + table(type.getValue()))
            .collect(Collectors.joining(", ", "types: {", "}"));
  }

  private static String table(Optional<TableName> table) {
    return table.map(name -> WriteCatalog.scalar(name.toString())).orElse("shared");
  }
}
