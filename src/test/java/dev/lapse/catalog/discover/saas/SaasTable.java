package dev.lapse.catalog.discover.saas;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table of the product, its rows, and whose they are. */
public final class SaasTable {
  private static final int DIRT = 10;

  private final Map<String, SaasTable> tables;
  private final Values values;
  private final String schema;
  private final String table;
  private final String key;
  private final String amount;
  private final List<SaasColumn> columns = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();
  private final Map<String, @Nullable Integer> owners = new LinkedHashMap<>();
  private final Map<Integer, List<String>> keysOf = new HashMap<>();

  SaasTable(Map<String, SaasTable> tables, String line, Values values) {
    String[] words = line.strip().split(" +");
    String[] name = words[0].replace("%20", " ").split("[.]");
    this.tables = tables;
    this.values = values;
    schema = name.length == 1 ? "public" : name[0];
    table = name[name.length - 1];
    key = words[1];
    amount = words[2];
    if (!key.startsWith("(") || key.startsWith("(id")) {
      columns.add(SaasColumn.key(key));
    }
    Arrays.stream(words)
        .skip(3)
        .flatMap(word -> SaasColumn.of(word, tables).stream())
        .forEach(columns::add);
  }

  Values values() {
    return values;
  }

  /** {@code schema.table}. */
  public String name() {
    return schema + "." + table;
  }

  String sql() {
    return schema + ".\"" + table + "\"";
  }

  /** The column by which a row is known here; text of all key columns with a comma between. */
  public String identity() {
    return key.startsWith("(") && !key.startsWith("(id")
        ? Arrays.stream(key.substring(1, key.length() - 1).split(","))
            .map(column -> "t." + column + "::text")
            .collect(Collectors.joining(" || ',' || "))
        : "t.\"" + columns.get(0).name() + "\"::text";
  }

  Map<String, @Nullable Integer> owners() {
    return owners;
  }

  String keyType() {
    return switch (key) {
      case "u" -> "uuid";
      case "t" -> "text";
      default -> "bigint";
    };
  }

  String create() {
    List<String> parts =
        new ArrayList<>(
            columns.stream()
                .map(
                    column ->
                        column.sql(tables).replace("SELF", keyType() + " references " + sql()))
                .toList());
    if (key.startsWith("(")) {
      parts.add("primary key " + key);
    } else if (!key.equals("-")) {
      parts.add("primary key (id)");
    }
    String create = "create table %s (\n  %s)".formatted(sql(), String.join(",\n  ", parts));
    return key.equals("(id,day)")
        ? create
            + " partition by range (day);\n"
            + "create table %s.%s_a partition of %s for values from (minvalue) to ('2026-04-01');\n"
                .formatted(schema, table, sql())
            + "create table %s.%s_b partition of %s for values from ('2026-04-01') to (maxvalue);\n"
                .formatted(schema, table, sql())
        : create + ";\n";
  }

  String indexes() {
    return columns.stream()
        .filter(column -> column.target() != null && !schema.equals("billing"))
        .map(column -> "create index on %s (\"%s\");\n".formatted(sql(), column.name()))
        .collect(Collectors.joining());
  }

  String copy() {
    return rows.stream()
        .map(
            row ->
                Arrays.stream(row)
                        .map(value -> value == null ? "\\N" : value.replace("\\", "\\\\"))
                        .collect(Collectors.joining("\t"))
                    + "\n")
        .collect(Collectors.joining());
  }

  void fillAccounts(int accounts) {
    columns.set(1, SaasColumn.of("plan_id=plan", tables).get(0));
    for (int account = 1; account <= accounts; account++) {
      add(account);
    }
  }

  void fill(int accounts) {
    if (amount.equals("^")) {
      return;
    }
    if (amount.startsWith("=")) {
      for (int i = 0; i < Integer.parseInt(amount.substring(1)); i++) {
        add(null);
      }
      return;
    }
    int each = Integer.parseInt(amount);
    // interleaved, as time does it
    for (int i = 0; i < each; i++) {
      for (int account = 1; account <= accounts; account++) {
        add(account);
      }
    }
    if (columns.stream().anyMatch(column -> column.kind() == SaasColumn.Kind.SHARED_TENANT)) {
      for (int i = 0; i < each * 2; i++) {
        add(null);
      }
    }
  }

  /** A new row; the key of the row, or null if one of the same key is there. */
  @Nullable String add(@Nullable Integer owner) {
    String[] row = new String[columns.size()];
    int[] arms =
        columns.stream()
            .filter(c -> c.kind() == SaasColumn.Kind.ARM)
            .mapToInt(columns::indexOf)
            .toArray();
    int arm = arms.length == 0 ? -1 : arms[owners.size() % arms.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = value(columns.get(i), owner, i == arm, row, i);
    }
    String identity = identity(row);
    if (owners.containsKey(identity)) {
      return null;
    }
    rows.add(row);
    owners.put(identity, owner);
    if (owner != null || amount.startsWith("=")) {
      keysOf.computeIfAbsent(owner, none -> new ArrayList<>()).add(row[0]);
    }
    return row[0];
  }

  private String identity(String[] row) {
    if (!key.startsWith("(") || key.startsWith("(id")) {
      return row[0];
    }
    return Arrays.stream(key.substring(1, key.length() - 1).split(","))
        .map(
            name ->
                row[
                    columns.indexOf(
                        columns.stream()
                            .filter(c -> c.name().equals(name))
                            .findFirst()
                            .orElseThrow())])
        .collect(Collectors.joining(","));
  }

  private @Nullable String value(
      SaasColumn column, @Nullable Integer owner, boolean chosen, String[] row, int at) {
    return switch (column.kind()) {
      case KEY ->
          switch (key) {
            case "u", "-" -> values.uuid();
            case "t" -> table + "_" + (owners.size() + 1);
            default -> "" + (owners.size() + 1);
          };
      case PLAIN -> column.name().equals("search_key1") ? "" + owner : values.value(column.name());
      case TENANT -> "" + owner;
      case SHARED_TENANT -> owner == null ? null : "" + owner;
      case HANGING_TENANT -> values.once(3) ? null : "" + owner;
      case OTHER_ACCOUNT -> "" + (1 + owner % Saas.ACCOUNTS);
      case SHARED -> values.pick(target(column).keysOf.get(null));
      case MANDATORY ->
          column.to().equals("public.account") ? "" + owner : keyIn(target(column), owner);
      case NEVER_NULL -> keyIn(target(column), owner);
      case OPTIONAL -> optional(column, owner);
      case OWN -> target(column).add(owner);
      case SELF ->
          keysOf.containsKey(owner) && !values.once(2) ? values.pick(keysOf.get(owner)) : null;
      case ARM -> chosen ? keyIn(target(column), owner) : null;
      case TYPE -> column.spelled(values.pick(column.targets()));
      case TYPED_ID ->
          keyIn(tables.get(SaasColumn.unspelled(row[at - 1], columns.get(at - 1))), owner);
    };
  }

  private @Nullable String optional(SaasColumn column, @Nullable Integer owner) {
    if (owner == null || values.once(3)) {
      return null;
    }
    return keyIn(
        target(column), values.once(DIRT) ? Integer.valueOf(1 + owner % Saas.ACCOUNTS) : owner);
  }

  private String keyIn(SaasTable target, @Nullable Integer owner) {
    return values.pick(target.keysOf.get(owner));
  }

  private SaasTable target(SaasColumn column) {
    return tables.get(column.to());
  }
}
