package dev.lapse.catalog.review;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.find.FindLookup;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.review.Preview.Line;
import dev.lapse.catalog.review.Preview.Sample;
import dev.lapse.file.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the rows that a decision is about. Each statement takes at most two seconds. */
final class LookAtRows {
  /** Tables of fewer rows are read whole. */
  private static final long SMALL = 50_000;

  private static final int SOME = 2_000;
  private static final int SEARCHED = 200;
  private static final int SHOWN = 3;
  private static final int COLUMNS = 8;
  private static final Pattern PERSON =
      Pattern.compile(
          "(?i)(display_?|nick_?)?name|(.*_)?ip(_?address)?|address|city|zip|post_?code");

  private static final int TYPES = 20;
  private static final String NOBODY = "nobody";

  /** Stands for the key where only a path that is not of the answer leads to an account. */
  private static final String ELSEWHERE = "elsewhere";

  private static final Set<String> MARKS =
      Set.of(NOBODY, ELSEWHERE, AccountOfRow.SEVERAL, AccountOfRow.UNDECIDED);

  private final Catalog catalog;
  private final Store store;
  private final StoreSchema live;
  private final ReadOnlyQueries queries;
  private final Map<TableName, DataSet> answered;

  LookAtRows(Catalog catalog, Store store, StoreSchema live, ReadOnlyQueries queries) {
    this(catalog, store, live, queries, Map.of());
  }

  /**
   * @param answered what conventions that were answered give to tables, which is not in the catalog
   *     before the store is discovered again
   */
  LookAtRows(
      Catalog catalog,
      Store store,
      StoreSchema live,
      ReadOnlyQueries queries,
      Map<TableName, DataSet> answered) {
    this.answered = answered;
    this.catalog = catalog;
    this.store = store;
    this.live = live;
    this.queries = queries;
  }

  /** What an answer would do to the rows of the table that the decision is about. */
  Preview preview(Decision decision, Decision.Answer answer) {
    return preview(decision.about(), answer, paths(decision));
  }

  /** What it would do to the rows of one of its tables. */
  Preview preview(TableName table, Decision.Answer answer) {
    return preview(table, answer, ways(table, answer));
  }

  /**
   * @param known all paths that are known of the table
   */
  Preview preview(TableName table, Decision.Answer answer, List<OwnedBy> known) {
    List<OwnedBy> ways = ways(table, answer);
    List<OwnedBy> others = known.stream().filter(way -> !ways.contains(way)).toList();
    String account = account(table, ways.isEmpty() ? others : ways);
    if (!ways.isEmpty() && !others.isEmpty()) {
      account =
          "coalesce(%s, case when %s is not null then %s end)"
              .formatted(account, account(table, others), SqlLiteral.of(ELSEWHERE));
    }
    boolean all = isSmall(table);
    ReadOnlyQueries.Rows found =
        queries.rows(
            "select account, count(*)::text from (select %s as account from %s t%s) r group by account order by count(*) desc, account"
                .formatted(account, table.sql(), all ? "" : " limit " + SOME),
            2);
    return counted(table, found, all, ways.isEmpty());
  }

  private static Preview counted(
      TableName table, ReadOnlyQueries.Rows found, boolean all, boolean stay) {
    Map<String, Long> marked = new HashMap<>();
    String account = "";
    long goes = 0;
    long read = 0;
    for (List<@Nullable String> row : found.rows()) {
      long count = Long.parseLong(String.valueOf(row.get(1)));
      read += count;
      String value = row.get(0);
      String of = value == null ? NOBODY : value;
      if (MARKS.contains(of)) {
        marked.put(of, count);
      } else if (account.isEmpty()) {
        account = of;
        goes = count;
      }
    }
    long ofOthers = read - goes - marked.values().stream().mapToLong(Long::longValue).sum();
    Preview.Rows rows =
        new Preview.Rows(
            goes,
            ofOthers,
            marked.getOrDefault(AccountOfRow.SEVERAL, 0L),
            marked.getOrDefault(AccountOfRow.UNDECIDED, 0L),
            marked.getOrDefault(ELSEWHERE, 0L),
            marked.getOrDefault(NOBODY, 0L));
    String trouble = found.trouble() == null ? "" : found.trouble();
    return new Preview(table, rows, all, account, stay, trouble);
  }

  private boolean isSmall(TableName table) {
    return live.table(table).filter(known -> known.estimatedRows() < SMALL).isPresent();
  }

  /** All paths that the answers of a decision give the table that it is about. */
  List<OwnedBy> paths(Decision decision) {
    return decision.answers().stream()
        .flatMap(answer -> ways(decision.about(), answer).stream())
        .distinct()
        .toList();
  }

  /** Up to three rows, of different accounts where known paths lead to any. */
  Sample sample(Decision decision) {
    TableName table = decision.about();
    List<OwnedBy> ways = paths(decision);
    Set<String> about = new TreeSet<>(typeColumns(ways));
    ways.stream().flatMap(way -> way.columns().stream()).forEach(about::add);
    List<String> columns = columns(table, about);
    List<String> selected =
        columns.stream()
            .map(column -> "cast(%s as text)".formatted(AccountOfRow.column("t", column)))
            .toList();
    List<List<@Nullable String>> rows =
        queries
            .rows(
                "select %s, %s from %s t limit %d"
                    .formatted(
                        account(table, ways),
                        selected.isEmpty() ? "null" : String.join(", ", selected),
                        table.sql(),
                        SEARCHED),
                columns.size() + 1)
            .rows();
    List<List<@Nullable String>> shown = choose(rows);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int at = i + 1;
      boolean plain = about.contains(columns.get(i)) && !isPersonal(columns.get(i));
      lines.add(
          new Line(
              columns.get(i),
              shown.stream()
                  .map(row -> row.get(at))
                  .map(value -> plain ? MaskedValue.plain(value) : MaskedValue.of(value))
                  .toList()));
    }
    if (!shown.isEmpty()) {
      lines.add(
          new Line(
              "-> account",
              shown.stream().map(row -> row.get(0)).map(LookAtRows::orNobody).toList()));
    }
    return new Sample(
        lines, typeColumns(ways).stream().map(column -> types(table, column)).toList());
  }

  private static Set<String> typeColumns(List<OwnedBy> ways) {
    Set<String> columns = new TreeSet<>();
    for (OwnedBy way : ways) {
      OwnedBy.Where where = way instanceof OwnedBy.Reference ? way.where() : null;
      if (where != null) {
        columns.add(where.column());
      }
    }
    return columns;
  }

  /** The types that most rows have, as in {@code Task 3,843}; none if that takes too long. */
  private Line types(TableName table, String column) {
    return new Line(
        column,
        queries
            .rows(
                "select %1$s, count(*)::text from %2$s t group by 1 order by count(*) desc, 1 limit %3$d"
                    .formatted(text("t", column), table.sql(), TYPES),
                2)
            .rows()
            .stream()
            .map(
                row ->
                    "%s %,d"
                        .formatted(
                            MaskedValue.plain(row.get(0)),
                            Long.parseLong(String.valueOf(row.get(1)))))
            .toList());
  }

  /** What is probably a typing error: values of {@code where} that no row has. */
  List<String> unknownValues(DataSet set) {
    List<String> unknown = new ArrayList<>();
    for (OwnedBy way : set.ways()) {
      OwnedBy.Where where = way.where();
      if (where != null) {
        TableName table =
            way instanceof OwnedBy.Referrer referrer ? referrer.referrer() : set.table();
        unknown.addAll(unknownValues(table, where.column(), where.values()));
      }
    }
    set.sideEffects()
        .sharedWhere()
        .forEach(
            shared -> unknown.addAll(unknownValues(set.table(), shared.column(), shared.values())));
    return List.copyOf(unknown);
  }

  private List<String> unknownValues(TableName table, String column, List<String> values) {
    ReadOnlyQueries.Rows found =
        queries.rows(
            "select distinct %s from %s t limit %d"
                .formatted(text("t", column), table.sql(), SEARCHED),
            1);
    Set<String> present = new TreeSet<>();
    for (List<@Nullable String> row : found.rows()) {
      String value = row.get(0);
      if (value != null) {
        present.add(value);
      }
    }
    return present.isEmpty() || present.size() == SEARCHED
        ? List.of() // not known
        : values.stream()
            .filter(value -> !present.contains(value))
            .map(
                value ->
                    "no row of %s has %s = '%s'%s"
                        .formatted(
                            table,
                            TableName.written(column),
                            value,
                            NearestName.hint(value, present)))
            .toList();
  }

  private static String text(String alias, String column) {
    return "cast(%s as text)".formatted(AccountOfRow.column(alias, column));
  }

  private static String orNobody(@Nullable String account) {
    return account == null ? "nobody" : MaskedValue.plain(account);
  }

  private static List<List<@Nullable String>> choose(List<List<@Nullable String>> rows) {
    List<List<@Nullable String>> chosen = new ArrayList<>();
    Set<String> accounts = new TreeSet<>();
    for (List<@Nullable String> row : rows) {
      if (chosen.size() < SHOWN && accounts.add(String.valueOf(row.get(0)))) {
        chosen.add(row);
      }
    }
    for (List<@Nullable String> row : rows) {
      if (chosen.size() < SHOWN && !chosen.contains(row)) {
        chosen.add(row);
      }
    }
    return chosen;
  }

  /** The columns that the decision is about first; no others that may have a person's data. */
  private List<String> columns(TableName table, Set<String> about) {
    Stream<String> others =
        live.table(table).stream()
            .flatMap(known -> known.columns().stream())
            .map(StoreSchema.Column::name)
            .filter(column -> !about.contains(column) && !isPersonal(column));
    return Stream.concat(about.stream(), others).limit(COLUMNS).toList();
  }

  private static boolean isPersonal(String column) {
    return FindLookup.isPersonal(column) || PERSON.matcher(column).matches();
  }

  private String account(TableName table, List<OwnedBy> ways) {
    Map<TableName, DataSet> entries = new HashMap<>(answered);
    entries.put(table, new DataSet(store.name(), table, new Ownership.Owned(ways), store.at()));
    return new AccountOfRow(catalog, store, live, entries).of(table, "t");
  }

  /** The paths that an answer gives a table; none if it gives none. */
  List<OwnedBy> ways(TableName table, Decision.Answer answer) {
    return live.table(table).isEmpty() ? List.of() : entry(table, answer).ways();
  }

  /** The entry that an answer gives a table. */
  private DataSet entry(TableName table, Decision.Answer answer) {
    for (DataSet set : answer.sets()) {
      if (set.table().equals(table)) {
        return set;
      }
    }
    for (Convention convention : answer.conventions()) {
      List<OwnedBy> given = answer.paths().getOrDefault(table, List.of());
      List<OwnedBy> ways = given.isEmpty() ? ways(table, convention) : given;
      if (!ways.isEmpty()) {
        return new DataSet(store.name(), table, new Ownership.Owned(ways), store.at());
      }
    }
    return new DataSet(store.name(), table, new Ownership.Shared(), store.at());
  }

  private List<OwnedBy> ways(TableName table, Convention convention) {
    if (convention instanceof Convention.Column column
        && live.table(table).flatMap(known -> known.column(column.column())).isPresent()) {
      return List.of(column.way());
    }
    return convention instanceof Convention.Tables tables
            && tables.ownership() instanceof Ownership.Owned owned
        ? owned.by()
        : List.of();
  }
}
