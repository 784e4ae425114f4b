package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A polymorphic reference: one column names a table, the other has a key of it. */
public record PolymorphicPair(Column type, Column id) {
  private static final Pattern TYPE =
      Pattern.compile("(.+)_(type|kind|class|model|table|entity)(_name)?");
  private static final Set<String> TABLE_NAMES =
      Set.of("table_name", "model_name", "entity_name", "class_name", "model", "entity");
  private static final List<String> ENDINGS = List.of("id", "uuid", "key", "ref", "pk", "no");
  private static final List<String> ROW_IDS =
      List.of("record_id", "row_id", "entity_id", "object_id", "model_id");

  static List<PolymorphicPair> of(Table table, Findings findings) {
    Set<String> declared =
        findings.foreignKeysOf(table.name()).stream()
            .map(ForeignKey::fromColumns)
            .filter(columns -> columns.size() == 1)
            .flatMap(List::stream)
            .collect(Collectors.toSet());
    findings.references().from(table).stream()
        .filter(referenceCandidate -> referenceCandidate.columns().size() == 1)
        .forEach(referenceCandidate -> declared.addAll(referenceCandidate.columns()));
    List<PolymorphicPair> pairs = new ArrayList<>();
    for (Column column : table.columns()) {
      if (KeyValues.mayHoldKeys(column) && !KeyValues.isShort(column)) {
        idOf(column, table)
            .filter(id -> !declared.contains(id.name()) && KeyValues.mayHoldKeys(id))
            .ifPresent(id -> pairs.add(new PolymorphicPair(column, id)));
      }
    }
    return pairs;
  }

  /** Pairs whose type is a small number, which no table is named by. */
  public static List<PolymorphicPair> numbered(Table table) {
    List<PolymorphicPair> pairs = new ArrayList<>();
    for (Column column : table.columns()) {
      if (column.type().equals("smallint") || column.type().equals("integer")) {
        idOf(column, table)
            .filter(KeyValues::mayHoldKeys)
            .ifPresent(id -> pairs.add(new PolymorphicPair(column, id)));
      }
    }
    return pairs;
  }

  /** As in a catalog. */
  public String text() {
    return TableName.written(type.name()) + ", " + TableName.written(id.name());
  }

  public List<String> columns() {
    return List.of(type.name(), id.name());
  }

  private static Optional<Column> idOf(Column type, Table table) {
    String plain = NameMatching.plain(type.name());
    Matcher stem = TYPE.matcher(plain);
    if (stem.matches()) {
      Optional<Column> id =
          first(table, ENDINGS.stream().map(end -> stem.group(1) + "_" + end).toList());
      if (id.isPresent()) {
        return id;
      }
    }
    return TABLE_NAMES.contains(plain) ? first(table, ROW_IDS) : Optional.empty();
  }

  private static Optional<Column> first(Table table, List<String> names) {
    return names.stream()
        .flatMap(
            name ->
                table.columns().stream()
                    .filter(column -> NameMatching.plain(column.name()).equals(name)))
        .findFirst();
  }
}
