package dev.lapse.erase.postgresql;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CheckEndedReferences;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.plan.TargetSet.Role;
import dev.lapse.erase.postgresql.rows.Anonymization;
import dev.lapse.erase.postgresql.rows.KeyTables;
import dev.lapse.erase.postgresql.rows.RowSources;
import dev.lapse.erase.postgresql.rows.RowSources.Source;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Lists the changes of an erasure in rows that stay, once these rows are captured. */
final class PlanChanges {
  private static final String COLUMNS =
      """
      select a.attname::text as name,
        format_type(a.atttypid, a.atttypmod) as declared,
        pg_get_expr(d.adbin, d.adrelid) as default_value
      from pg_attribute a
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = cast(:table as regclass)
        and a.attnum > 0
        and not a.attisdropped
      """;

  private final ErasurePlan plan;
  private final KeyTables tables;
  private final RowSources sources;
  private final NamedParameterJdbcOperations jdbc;
  private final Map<TableName, Map<String, ChangedColumn>> columns = new HashMap<>();

  PlanChanges(StoreTransaction transaction) {
    this.plan = transaction.plan();
    this.tables = transaction.tables();
    this.sources = transaction.sources();
    this.jdbc = transaction.jdbc();
  }

  /**
   * A column as its table declares it.
   *
   * @param type of a domain, the domain
   * @param defaultValue SQL, or null
   */
  record ChangedColumn(String type, @Nullable String defaultValue) {}

  List<PlannedChange> all() {
    List<PlannedChange> all = new ArrayList<>();
    plan.sets().values().stream()
        .filter(set -> set.role() == Role.ANONYMIZED)
        .forEach(set -> anonymized(set).forEach(source -> add(set, source, all)));
    plan.references().stream()
        .filter(TableReference::isEnded)
        .filter(reference -> plan.set(reference.to()).filter(plan::deletes).isPresent())
        .filter(reference -> plan.target(reference.to()).isPlaced())
        .forEach(reference -> add(reference, all));
    return all;
  }

  /** A column as its table declares it. */
  ChangedColumn column(TableName table, String column) {
    return Objects.requireNonNull(columns(table).get(column));
  }

  private Map<String, ChangedColumn> columns(TableName table) {
    return columns.computeIfAbsent(
        table,
        name -> {
          Map<String, ChangedColumn> found = new HashMap<>();
          jdbc.query(
              COLUMNS,
              new MapSqlParameterSource("table", name.sql()),
              row -> {
                found.put(
                    row.getString("name"),
                    new ChangedColumn(row.getString("declared"), row.getString("default_value")));
              });
          return found;
        });
  }

  /** The condition for the changed rows of a set; others of it may be deleted. */
  private List<Source> anonymized(TargetSet set) {
    return set.isPlaced()
        ? List.of(
            new Source(
                tables.tableOf(set) + " c",
                "t.ctid = c.place\n  and t.tableoid = c.part\n  and c.pending",
                "c.account_id",
                "c.taken",
                null,
                true))
        : sources.sourcesOf(set);
  }

  private void add(TargetSet set, Source source, List<PlannedChange> all) {
    Anonymization changes = new Anonymization(set);
    Map<String, String> values = new TreeMap<>();
    set.set()
        .anonymize()
        .keySet()
        .forEach(column -> values.put(column, changes.becomes(column, source.account())));
    all.add(
        new PlannedChange(
            set.table(),
            source.from(set),
            source.where()
                + (source.taken().equals("false") ? "" : "\n  and not " + source.taken())
                + "\n  and "
                + changes.isToBeChanged(source.account()),
            source.account(),
            values,
            null,
            source.indexed()));
  }

  private void add(TableReference reference, List<PlannedChange> all) {
    TargetSet to = plan.target(reference.to());
    Map<String, String> values = new TreeMap<>();
    for (String column : reference.ends()) {
      String value = ended(reference, column);
      if (value == null) {
        return; // it would have to be computed
      }
      values.put(column, value);
    }
    all.add(
        new PlannedChange(
            reference.from(),
            "from %s c, %s t".formatted(tables.tableOf(to), plan.rows(reference.from())),
            sources.references(reference, "t", to, "c")
                + sources.goes(to, "c")
                + "\n  and c.pending"
                + sources.isEndedIn(reference, "t"),
            "c.account_id",
            values,
            reference,
            plan.isIndexed(reference)));
  }

  /** What ending a reference writes into a column; null if it would have to be computed. */
  @Nullable String ended(TableReference reference, String column) {
    String type =
        plan.live(reference.from())
            .column(column)
            .orElseThrow()
            .type()
            .replaceAll(" collate .*", "");
    String value =
        reference.endValue().equals("default")
            ? column(reference.from(), column).defaultValue()
            : null;
    if (value == null) {
      return "cast(null as %s)".formatted(type);
    }
    return CheckEndedReferences.isConstant(value) ? "cast(%s as %s)".formatted(value, type) : null;
  }
}
