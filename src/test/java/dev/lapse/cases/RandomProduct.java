package dev.lapse.cases;

import dev.lapse.cases.Filling.Row;
import dev.lapse.cases.Shape.Kind;
import dev.lapse.cases.Shape.Purpose;
import dev.lapse.cases.Shape.Reference;
import dev.lapse.cases.Shape.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A random product: its tables and rows as SQL, its catalog, and the truth. */
final class RandomProduct {
  private final Shape shape;
  final Filling filling;

  private Predicate<Reference> accepted = reference -> false;

  private RandomProduct(long seed, int percentDirt) {
    Random random = new Random(seed);
    shape = GrowShape.from(random);
    filling = new Filling(random, shape, percentDirt);
  }

  static RandomProduct clean(long seed) {
    return new RandomProduct(seed, 0);
  }

  /** So many of the references that may be null point at whatever row, mostly of others. */
  static RandomProduct dirty(long seed, int percent) {
    return new RandomProduct(seed, percent);
  }

  /** One account is larger than a transaction should be. */
  RandomProduct withALargeAccount() {
    filling.enlarge(21_000);
    return this;
  }

  /** The catalog accepts what happens to rows that have such references. */
  RandomProduct accepting(Predicate<Reference> which) {
    accepted = which;
    return this;
  }

  Keys keys() {
    return shape.keys;
  }

  /** Tables, then rows, then constraints: rows may refer to each other in circles. */
  String sql() {
    StringBuilder sql = new StringBuilder();
    shape.all().forEach(table -> sql.append(create(table)));
    filling.rows.forEach((table, rows) -> sql.append(insert(table, rows)));
    shape.all().stream().filter(table -> !table.keyless).forEach(table -> sql.append(key(table)));
    shape.all().forEach(table -> sql.append(constraints(table)));
    return sql.toString();
  }

  private String create(Table table) {
    String key = shape.keys.in("KEY");
    List<String> columns = new ArrayList<>(List.of("id " + key + " not null"));
    if (table.composite) {
      columns.add("seq int not null");
    }
    if (table.kind == Kind.TENANT) {
      columns.add("account_id " + key + (table.tenantMayBeNull ? "" : " not null"));
    }
    if (table.kind == Kind.POLYMORPHIC) {
      columns.add("record_type text");
      columns.add("record_id " + (table.textIds ? "text" : key));
    }
    for (Reference reference : table.references) {
      String notNull = reference.mandatory() ? " not null" : "";
      columns.add(reference.name() + "_id " + key + notNull);
      if (reference.to().composite) {
        columns.add(reference.name() + "_seq int" + notNull);
      }
    }
    String create = "create table %s (%s)".formatted(table.sqlName(), String.join(", ", columns));
    return create
        + switch (table.parts) {
          case NONE -> ";\n";
          case HASH ->
              """
               partition by hash (id);
              create table %1$s_0 partition of %1$s for values with (modulus 2, remainder 0);
              create table %1$s_1 partition of %1$s for values with (modulus 2, remainder 1);
              """
                  .formatted(table.sqlName());
          case LIST ->
              """
               partition by list (seq);
              create table %1$s_0 partition of %1$s for values in (0) partition by hash (id);
              create table %1$s_0_0 partition of %1$s_0 for values with (modulus 1, remainder 0);
              create table %1$s_1 partition of %1$s default;
              """
                  .formatted(table.sqlName());
        };
  }

  private String insert(Table table, List<Row> rows) {
    return rows.isEmpty()
        ? ""
        : rows.stream()
            .flatMap(row -> Collections.nCopies(row.copies, row).stream())
            .map(row -> RowText.sql(shape, row))
            .collect(
                Collectors.joining(",\n", "insert into " + table.sqlName() + " values\n", ";\n"));
  }

  private static String key(Table table) {
    return "alter table %s add primary key (%s);%n"
        .formatted(table.sqlName(), table.composite ? "id, seq" : "id");
  }

  private static String constraints(Table table) {
    StringBuilder sql = new StringBuilder();
    if (table.kind == Kind.TENANT && !table.tenantConstraint.isEmpty()) {
      sql.append(
          "alter table %s add foreign key (account_id) %s;%n"
              .formatted(table.sqlName(), table.tenantConstraint));
    }
    for (Reference reference : table.references) {
      if (reference.isDeclared()) {
        sql.append(
            "alter table %s add constraint %s foreign key (%s) references %s%s;%n"
                .formatted(
                    table.sqlName(),
                    reference.name(),
                    reference.columns().replaceAll("[()]", ""),
                    reference.to().sqlName(),
                    reference.constraint()));
      }
    }
    return sql.toString();
  }

  String catalog() {
    StringBuilder sets = new StringBuilder(CatalogText.stores("public.account", "id") + "sets:\n");
    for (Table table : shape.all()) {
      sets.append("  - {store: product, table: ").append(table.sqlName());
      List<String> ways = ways(table);
      sets.append(ways.isEmpty() ? ", shared: true" : ", owned-by: " + quoted(ways));
      if (table.kind == Kind.POLYMORPHIC && !ways.isEmpty()) {
        // rows of these types are nobody's
        sets.append(", shared-where: [\"record_type = 'Other'\", record_type is null]");
      }
      List<String> refers =
          table.references.stream()
              .filter(reference -> !reference.isDeclared())
              .filter(reference -> reference.purpose() == Purpose.POINTS)
              .map(Reference::way)
              .toList();
      sets.append(refers.isEmpty() ? "" : ", refers: " + quoted(refers));
      List<String> accepts =
          table.references.stream()
              .filter(accepted)
              .map(reference -> reference.isDeclared() ? reference.name() : reference.way())
              .toList();
      sets.append(accepts.isEmpty() ? "" : ", accepts: " + quoted(accepts)).append("}\n");
    }
    return sets.toString();
  }

  private List<String> ways(Table table) {
    Stream<String> own =
        switch (table.kind) {
          case ACCOUNT -> Stream.of("id");
          case TENANT -> Stream.of("account_id");
          case SHARED, WAY -> Stream.of();
          case POLYMORPHIC ->
              table.types.stream()
                  .map(
                      type ->
                          "record_id -> %s.id where record_type = 'the %s'"
                              .formatted(type.sqlName(), type.name));
          case UPWARD ->
              shape.references().stream()
                  .filter(reference -> reference.to() == table)
                  .map(
                      reference ->
                          "%s <- %s.%s"
                              .formatted(
                                  table.key(""), reference.from().sqlName(), reference.columns()));
        };
    Stream<String> down =
        table.references.stream()
            .filter(reference -> reference.purpose() == Purpose.OWNS)
            .map(Reference::way);
    return Stream.concat(own, down).toList();
  }

  private static String quoted(List<String> ways) {
    return ways.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
  }
}
