package dev.lapse.erase;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Follows the ways of a catalog from set to set until they reach the account's key. */
final class ResolveWays {
  private static final int LONGEST = 12;

  private final Catalog catalog;
  private final Store store;
  private final StoreSchema schema;

  ResolveWays(Catalog catalog, Store store, StoreSchema schema) {
    this.catalog = catalog;
    this.store = store;
    this.schema = schema;
  }

  /**
   * All ways of a set.
   *
   * @throws BlockedByCatalog if a way ends in a set that belongs to no account, or cannot be
   *     followed by this version
   */
  List<Way> of(DataSet set) {
    List<Way> ways = new ArrayList<>();
    follow(set, "t", new Steps(List.of(), List.of(), true), ways);
    return ways;
  }

  private void follow(DataSet set, String alias, Steps steps, List<Way> ways) {
    if (steps.parents().size() > LONGEST) {
      throw new BlockedByCatalog(
          "the way from %s to its account is longer than %d tables".formatted(set.name(), LONGEST));
    }
    for (OwnedBy way : set.ways()) {
      if (way instanceof OwnedBy.Key key) {
        ways.add(
            new Way(
                steps.parents(),
                steps.conditions(),
                alias + "." + Identifier.quote(key.column()),
                keyType(set.table(), key.column()),
                steps.single()));
      } else if (way instanceof OwnedBy.Reference reference) {
        DataSet parent = parent(set, reference.parent());
        String next = "p" + (steps.parents().size() + 1);
        follow(
            parent,
            next,
            steps.to(reference.parent(), joins(set, alias, reference, next), unique(reference)),
            ways);
      } else {
        throw new BlockedByCatalog(
            "%s is owned upward ('<-'), which this version cannot erase; name a way downward, or keep it"
                .formatted(set.name()));
      }
    }
  }

  private DataSet parent(DataSet set, TableName table) {
    return catalog
        .set(store.name(), table)
        .filter(DataSet::isOwned)
        .orElseThrow(
            () ->
                new BlockedByCatalog(
                    "%s is owned through %s, which belongs to no account"
                        .formatted(set.name(), table)));
  }

  private List<String> joins(DataSet set, String alias, OwnedBy.Reference way, String next) {
    List<String> joins = new ArrayList<>();
    for (int i = 0; i < way.columns().size(); i++) {
      String from = type(set.table(), way.columns().get(i));
      String to = type(way.parent(), way.parentColumns().get(i));
      refuseInexact(set.table(), way.columns().get(i), from);
      refuseInexact(way.parent(), way.parentColumns().get(i), to);
      String parentColumn = next + "." + Identifier.quote(way.parentColumns().get(i));
      // a polymorphic text column may hold a number or a uuid: the cast stands at the parent, so
      // that an index of the child serves; never to a type with a length, which would cut it off
      joins.add(
          "%s.%s = %s"
              .formatted(
                  alias,
                  Identifier.quote(way.columns().get(i)),
                  comparable(from, to)
                      ? parentColumn
                      : "cast(%s as text)".formatted(parentColumn)));
    }
    OwnedBy.Where where = way.where();
    if (where != null) {
      joins.add(
          "%s.%s::text collate \"C\" in (%s)"
              .formatted(
                  alias,
                  Identifier.quote(where.column()),
                  where.values().stream()
                      .map(ResolveWays::literal)
                      .collect(Collectors.joining(", "))));
    }
    return joins;
  }

  /** Where different texts are equal, a key of one account finds rows of another. */
  private static void refuseInexact(TableName table, String column, String type) {
    if (type.endsWith("nondeterministic")) {
      throw new BlockedByCatalog(
          "%s.%s has a collation by which different texts are equal; rows are not found by such a column"
              .formatted(table, column));
    }
  }

  private boolean unique(OwnedBy.Reference way) {
    return schema.table(way.parent()).map(table -> table.isUnique(way.parentColumns())).orElse(false);
  }

  private String type(TableName table, String column) {
    return schema
        .table(table)
        .flatMap(known -> known.column(column))
        .map(StoreSchema.Column::type)
        .orElseThrow(() -> new BlockedByCatalog("%s has no column '%s'".formatted(table, column)));
  }

  KeyType keyType(TableName table, String column) {
    String type = type(table, column);
    return KeyType.of(type)
        .orElseThrow(
            () ->
                new BlockedByCatalog(
                    "%s.%s is of type %s; keys of accounts are integers, uuids or texts"
                        .formatted(table, column, type)));
  }

  private static boolean comparable(String a, String b) {
    return a.equals(b) || (KeyType.of(a).isPresent() && KeyType.of(a).equals(KeyType.of(b)));
  }

  /**
   * A text constant. Colons and question marks are written as escapes, because statements have
   * named parameters.
   */
  static String literal(String value) {
    StringBuilder literal = new StringBuilder("U&'");
    value
        .codePoints()
        .forEach(
            point -> {
              if (point == '\'') {
                literal.append("''");
              } else if ((point < 0x80 && Character.isLetterOrDigit(point))
                  || point == ' '
                  || point == '_'
                  || point == '-') {
                literal.appendCodePoint(point);
              } else {
                literal.append("\\+%06X".formatted(point));
              }
            });
    return literal.append('\'').toString();
  }

  private record Steps(List<TableName> parents, List<String> conditions, boolean single) {
    Steps to(TableName parent, List<String> joins, boolean unique) {
      List<TableName> further = new ArrayList<>(parents);
      further.add(parent);
      List<String> more = new ArrayList<>(conditions);
      more.addAll(joins);
      return new Steps(List.copyOf(further), List.copyOf(more), single && unique);
    }
  }
}
