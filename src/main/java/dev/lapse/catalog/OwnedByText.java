package dev.lapse.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes paths and names of tables in a catalog. {@code read} accepts what {@code write}
 * returns.
 */
public final class OwnedByText {
  public static final String FORMS =
      "write one of: account_id"
          + " | contact_id -> public.contact.id (may end with: where kind = 'Deal', or: where kind"
          + " in ('Deal', 'Quote'))"
          + " | id <- public.contact.address_id (may end with where too, about the contact)"
          + " | (a, b) -> public.contact.(a, b)"
          + "; in place of a column: actor after 'User;' | payload ->> 'account_id'";

  public static final String SHARED_FORMS =
      "write one of: kind = 'System' | kind in ('System', 'News') | kind is null | actor after 'Plan;'";

  private OwnedByText() {}

  /**
   * Reads one path.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static OwnedBy read(String text) {
    OwnedByTokenizer ownedByTokenizer = new OwnedByTokenizer(text);
    boolean composite = ownedByTokenizer.next("(");
    List<String> columns = composite ? ownedByTokenizer.names() : List.of(column(ownedByTokenizer));
    if (!composite && ownedByTokenizer.atEnd()) {
      return new OwnedBy.Key(columns.get(0));
    }
    boolean up = ownedByTokenizer.next("<-");
    if (!up) {
      ownedByTokenizer.need("->");
    }
    TableName other = ownedByTokenizer.tableAndDot();
    List<String> otherColumns =
        ownedByTokenizer.next("(") ? ownedByTokenizer.names() : List.of(column(ownedByTokenizer));
    if (columns.size() != otherColumns.size()) {
      throw new IllegalArgumentException(
          "%d on the left, %d on the right".formatted(columns.size(), otherColumns.size()));
    }
    OwnedBy.Where where = ownedByTokenizer.atEnd() ? null : where(ownedByTokenizer);
    ownedByTokenizer.needEnd();
    return up
        ? new OwnedBy.Referrer(columns, other, otherColumns, where)
        : new OwnedBy.Reference(columns, other, otherColumns, where);
  }

  /**
   * Reads {@code schema.table}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static TableName readTable(String text) {
    OwnedByTokenizer ownedByTokenizer = new OwnedByTokenizer(text);
    String schema = ownedByTokenizer.name();
    if (ownedByTokenizer.atEnd()) {
      throw new IllegalArgumentException("the schema is missing");
    }
    ownedByTokenizer.need(".");
    TableName table = new TableName(schema, ownedByTokenizer.name());
    ownedByTokenizer.needEnd();
    return table;
  }

  /**
   * Reads which rows belong to nobody.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static DataSet.SharedWhere readSharedWhere(String text) {
    OwnedByTokenizer ownedByTokenizer = new OwnedByTokenizer(text);
    String column = column(ownedByTokenizer);
    if (ownedByTokenizer.atEnd() && DataSet.SharedWhere.isPrefix(column)) {
      return new DataSet.SharedWhere(column, List.of());
    }
    if (ownedByTokenizer.next("is")) {
      ownedByTokenizer.need("null");
      ownedByTokenizer.needEnd();
      return new DataSet.SharedWhere(column, List.of());
    }
    OwnedBy.Where where = values(column, ownedByTokenizer);
    ownedByTokenizer.needEnd();
    return new DataSet.SharedWhere(where.column(), where.values());
  }

  private static OwnedBy.Where where(OwnedByTokenizer ownedByTokenizer) {
    ownedByTokenizer.need("where");
    return values(column(ownedByTokenizer), ownedByTokenizer);
  }

  /** A column, or a key inside one. */
  private static String column(OwnedByTokenizer ownedByTokenizer) {
    String name = ownedByTokenizer.name();
    if (ownedByTokenizer.next("after")) {
      return ColumnExpression.after(name, ownedByTokenizer.constant()).text();
    }
    List<String> path = new ArrayList<>();
    while (ownedByTokenizer.nextBeforeConstant("->")) {
      path.add(ownedByTokenizer.constant());
    }
    if (ownedByTokenizer.next("->>")) {
      path.add(ownedByTokenizer.constant());
      return ColumnExpression.json(name, path).text();
    }
    if (!path.isEmpty()) {
      ownedByTokenizer.need("->>");
    }
    return name;
  }

  private static OwnedBy.Where values(String column, OwnedByTokenizer ownedByTokenizer) {
    if (ownedByTokenizer.next("=")) {
      return new OwnedBy.Where(column, List.of(ownedByTokenizer.constant()));
    }
    ownedByTokenizer.need("in");
    ownedByTokenizer.need("(");
    List<String> values = new ArrayList<>(List.of(ownedByTokenizer.constant()));
    while (ownedByTokenizer.next(",")) {
      values.add(ownedByTokenizer.constant());
    }
    ownedByTokenizer.need(")");
    return new OwnedBy.Where(column, List.copyOf(values));
  }

  /** {@code schema.table.column}, as a convention names it. */
  public static String column(Convention.Target target) {
    return target.table() + "." + TableName.written(target.column());
  }

  static String write(OwnedBy way) {
    return way.match(
        key -> TableName.written(key.column()),
        reference ->
            columns(reference.columns())
                + " -> "
                + reference.parent()
                + "."
                + columns(reference.parentColumns())
                + where(reference.where()),
        referrer ->
            columns(referrer.columns())
                + " <- "
                + referrer.referrer()
                + "."
                + columns(referrer.referrerColumns())
                + where(referrer.whose()));
  }

  private static String columns(List<String> columns) {
    return columns.size() == 1
        ? TableName.written(columns.get(0))
        : columns.stream().map(TableName::written).collect(Collectors.joining(", ", "(", ")"));
  }

  static String write(DataSet.SharedWhere shared) {
    if (DataSet.SharedWhere.isPrefix(shared.column())) {
      return shared.column();
    }
    return shared.values().isEmpty()
        ? TableName.written(shared.column()) + " is null"
        : write(new OwnedBy.Where(shared.column(), shared.values()));
  }

  private static String where(OwnedBy.@Nullable Where where) {
    return where == null ? "" : " where " + write(where);
  }

  private static String write(OwnedBy.Where where) {
    List<String> values =
        where.values().stream().map(value -> "'" + value.replace("'", "''") + "'").toList();
    return TableName.written(where.column())
        + (values.size() == 1 ? " = " + values.get(0) : " in (" + String.join(", ", values) + ")");
  }
}
