package dev.lapse.erase.postgresql;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A set whose rows are captured, in a temporary table with one row for each: the place of the row,
 * its account, and the columns by which it is found, recognized and referred to.
 *
 * @param columns of the table that are captured, as {@code k0}, {@code k1}, …
 */
record CapturedSet(DataSet set, StoreSchema.Table live, Role role, List<String> columns) {

  /** What becomes of captured rows. */
  enum Role {
    ERASED,
    ANONYMIZED,
    /** They stay; others are found through them. */
    PASSED
  }

  TableName table() {
    return set.table();
  }

  /** In reports and in {@code lapse_store.progress}. */
  String name() {
    return set.table().toString();
  }

  /** The table in statements. */
  String rows() {
    return live.rows();
  }

  /** The captured column {@code name} under {@code alias}. */
  String captured(String alias, String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw new IllegalStateException("%s.%s is not captured".formatted(table(), name));
    }
    return alias + ".k" + index;
  }

  /** The captured columns under {@code alias}, to be compared. */
  Columns.Side captured(String alias) {
    return new Columns.Side(column -> captured(alias, column), this::type);
  }

  /** The columns of a live row under {@code alias}, to be compared. */
  Columns.Side row(String alias) {
    return new Columns.Side(column -> alias + "." + Identifier.quote(column), this::type);
  }

  /** The ways upward, by the columns that referring rows name. */
  List<OwnedBy.Referrer> upward() {
    return set.ways().stream()
        .filter(OwnedBy.Referrer.class::isInstance)
        .map(OwnedBy.Referrer.class::cast)
        .toList();
  }

  String type(String column) {
    return live.column(column).map(StoreSchema.Column::type).orElseThrow();
  }

  /** The captured columns of {@code t}, each after a comma. */
  String ofRow() {
    return columns.stream()
        .map(column -> ", t." + Identifier.quote(column))
        .collect(Collectors.joining());
  }

  /** The columns of the temporary table after the first five. */
  String names() {
    return IntStream.range(0, columns.size())
        .mapToObj(index -> ", k" + index)
        .collect(Collectors.joining());
  }

  /** That a row {@code t} is the captured row {@code c}, and as it was when it was captured. */
  String isStill() {
    return isStill("c");
  }

  String isStill(String captured) {
    StringBuilder same =
        new StringBuilder("t.ctid = %1$s.place and t.tableoid = %1$s.part".formatted(captured));
    for (String column : recognizedBy()) {
      same.append("\n  and t.")
          .append(Identifier.quote(column))
          .append(" is not distinct from ")
          .append(captured(captured, column));
    }
    return same.toString();
  }

  /** The columns that say whose a row is. */
  List<String> recognizedBy() {
    return recognizedBy(set);
  }

  static List<String> recognizedBy(DataSet set) {
    List<String> columns = new ArrayList<>();
    for (OwnedBy way : set.ways()) {
      if (way instanceof OwnedBy.Key key) {
        columns.add(key.column());
      } else if (way instanceof OwnedBy.Reference reference) {
        columns.addAll(reference.columns());
        if (reference.where() != null) {
          columns.add(reference.where().column());
        }
      } else if (way instanceof OwnedBy.Referrer referrer) {
        columns.addAll(referrer.columns());
      }
    }
    return columns.stream().distinct().toList();
  }

  /** The columns that hold an account's key: where one has a value, it decides alone. */
  List<String> accountKeys() {
    return set.ways().stream()
        .filter(OwnedBy.Key.class::isInstance)
        .map(way -> ((OwnedBy.Key) way).column())
        .toList();
  }

  /** True if rows are found through rows that refer to them. */
  boolean isUpward() {
    return !upward().isEmpty();
  }

  /** True if a captured row no longer has its reference once the erasure is done. */
  boolean endsReference(Pointer pointer) {
    return switch (role) {
      case ERASED -> true;
      case ANONYMIZED -> pointer.columns().stream().anyMatch(set.anonymize()::containsKey);
      case PASSED -> false;
    };
  }

  /** That an anonymized row {@code t} still has one of its values. */
  String isToBeChanged(String alias) {
    return set.anonymize().keySet().stream()
        .sorted()
        .map(
            column ->
                "%s.%s is distinct from %s"
                    .formatted(alias, Identifier.quote(column), constant(column)))
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  /** {@code column = constant, …} */
  String changes() {
    return set.anonymize().keySet().stream()
        .sorted()
        .map(column -> Identifier.quote(column) + " = " + constant(column))
        .collect(Collectors.joining(", "));
  }

  private String constant(String column) {
    @Nullable String value = set.anonymize().get(column);
    return value == null ? "null" : Literal.of(value);
  }
}
