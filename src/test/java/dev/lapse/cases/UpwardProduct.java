package dev.lapse.cases;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A product whose sets are found by keys, downward and upward in any combination.
 *
 * @param tables without the accounts' own, which is {@link #ACCOUNT}
 * @param keyed those that are owned by a column {@code account_id}
 * @param downward the references by which their rows are found
 * @param upward the references by which the rows are found that they refer to
 */
record UpwardProduct(
    List<String> tables,
    Set<String> keyed,
    List<Reference> references,
    Set<Reference> downward,
    Set<Reference> upward,
    List<Row> rows) {
  static final String ACCOUNT = "account";

  /**
   * A reference to the column {@code id} of a table.
   *
   * @param onDelete of its foreign key; null if no constraint declares it
   */
  record Reference(String from, String column, String to, boolean mandatory, String onDelete) {
    String down() {
      return "%s -> public.%s.id".formatted(column, to);
    }

    String up() {
      return "id <- public.%s.%s".formatted(from, column);
    }
  }

  /**
   * A row.
   *
   * @param key the account in its column, or null; of an account its own
   * @param refers what it refers to by which column
   */
  record Row(String table, long id, Integer key, Map<String, Long> refers) {
    String name() {
      return table + " " + id;
    }
  }

  List<Reference> from(String table) {
    return references.stream().filter(reference -> reference.from().equals(table)).toList();
  }

  List<Reference> to(String table) {
    return references.stream().filter(reference -> reference.to().equals(table)).toList();
  }

  /** Tables and rows, then constraints: rows may refer to each other in circles. */
  String sql() {
    StringBuilder sql = new StringBuilder();
    all().forEach(table -> sql.append(create(table)));
    sql.append(inserts());
    for (Reference reference : references) {
      if (reference.onDelete() != null) {
        sql.append(
            "alter table %s add foreign key (%s) references %s%s;%n"
                .formatted(
                    reference.from(), reference.column(), reference.to(), reference.onDelete()));
      }
    }
    return sql.toString();
  }

  /** The rows again, after an erasure. */
  String refill() {
    return "set session_replication_role = replica;\n"
        + all().map("delete from %s;\n"::formatted).collect(Collectors.joining())
        + inserts()
        + "set session_replication_role = origin;\n";
  }

  private Stream<String> all() {
    return Stream.concat(Stream.of(ACCOUNT), tables.stream());
  }

  private String create(String table) {
    List<String> columns = new ArrayList<>(List.of("id bigint primary key"));
    if (keyed.contains(table)) {
      columns.add("account_id bigint references account");
    }
    from(table)
        .forEach(
            reference ->
                columns.add(
                    reference.column() + " bigint" + (isMandatory(reference) ? " not null" : "")));
    return "create table %s (%s);%n".formatted(table, String.join(", ", columns));
  }

  private boolean isMandatory(Reference reference) {
    return reference.mandatory()
        && rows.stream()
            .filter(row -> row.table().equals(reference.from()))
            .allMatch(row -> row.refers().containsKey(reference.column()));
  }

  private String inserts() {
    return rows.stream()
        .sorted(Comparator.comparing(row -> row.table().equals(ACCOUNT) ? 0 : 1))
        .map(this::insert)
        .collect(Collectors.joining());
  }

  private String insert(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", row.id());
    if (keyed.contains(row.table())) {
      values.put("account_id", row.key());
    }
    from(row.table())
        .forEach(reference -> values.put(reference.column(), row.refers().get(reference.column())));
    return "insert into %s (%s) values (%s);%n"
        .formatted(
            row.table(),
            String.join(", ", values.keySet()),
            values.values().stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  /** The entries of the catalog, each the inside of a flow map without the store. */
  String[] sets() {
    return all()
        .map(
            table ->
                "table: public.%s, owned-by: [%s], refers: [%s]"
                    .formatted(
                        table, String.join(", ", paths(table)), String.join(", ", refers(table))))
        .toArray(String[]::new);
  }

  private List<String> refers(String table) {
    return from(table).stream()
        .filter(reference -> reference.onDelete() == null)
        .filter(reference -> !downward.contains(reference) && !upward.contains(reference))
        .map(reference -> "\"" + reference.down() + "\"")
        .toList();
  }

  private List<String> paths(String table) {
    if (table.equals(ACCOUNT)) {
      return List.of("id");
    }
    return Stream.of(
            keyed.stream().filter(table::equals).map(key -> "account_id"),
            from(table).stream().filter(downward::contains).map(way -> "\"" + way.down() + "\""),
            to(table).stream().filter(upward::contains).map(way -> "\"" + way.up() + "\""))
        .flatMap(paths -> paths)
        .toList();
  }

  /** The tables that no path leads from to an account. */
  Set<String> lost() {
    Set<String> reaching = new HashSet<>(keyed);
    reaching.add(ACCOUNT);
    boolean grown = true;
    while (grown) {
      grown =
          reaching.addAll(
              references.stream()
                  .flatMap(
                      way ->
                          downward.contains(way) && reaching.contains(way.to())
                              ? upward.contains(way) && reaching.contains(way.from())
                                  ? Stream.of(way.from(), way.to())
                                  : Stream.of(way.from())
                              : upward.contains(way) && reaching.contains(way.from())
                                  ? Stream.of(way.to())
                                  : Stream.of())
                  .toList());
    }
    Set<String> lost = new LinkedHashSet<>(tables);
    lost.removeAll(reaching);
    return lost;
  }

  /** Everything that a person needs to judge what became of it. */
  @Override
  public String toString() {
    Map<String, List<String>> byTable = new TreeMap<>();
    rows.forEach(
        row ->
            byTable
                .computeIfAbsent(row.table(), none -> new ArrayList<>())
                .add(
                    row.id()
                        + (row.key() == null || row.table().equals(ACCOUNT)
                            ? ""
                            : " of " + row.key())
                        + (row.refers().isEmpty() ? "" : " " + new TreeMap<>(row.refers()))));
    return Stream.of(
            references.stream().map(Reference::toString),
            Stream.of(sets()),
            byTable.entrySet().stream().map(Map.Entry::toString))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n", "\n", "\n"));
  }
}
