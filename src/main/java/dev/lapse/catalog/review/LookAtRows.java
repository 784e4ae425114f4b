package dev.lapse.catalog.review;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.find.FindLookup;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.review.Preview.Line;
import dev.lapse.catalog.review.Preview.Sample;
import java.util.ArrayList;
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

  private static final String REFERRERS_UNKNOWN =
      "no foreign key says which rows refer to it; 'lapse catalog discover' finds them";

  private final Catalog catalog;
  private final Store store;
  private final StoreSchema live;
  private final ReadOnlyQueries queries;

  LookAtRows(Catalog catalog, Store store, StoreSchema live, ReadOnlyQueries queries) {
    this.catalog = catalog;
    this.store = store;
    this.live = live;
    this.queries = queries;
  }

  /** What an answer would do to the rows of the table that the decision is about. */
  Preview preview(Decision decision, Decision.Answer answer) {
    return preview(decision.about(), answer);
  }

  /** What it would do to the rows of one of its tables. */
  Preview preview(TableName table, Decision.Answer answer) {
    if (goesWithReferrers(table, answer) && ways(table, answer).isEmpty()) {
      return new Preview(table, 0, false, "", 0, 0, 0, 0, REFERRERS_UNKNOWN);
    }
    boolean all = live.table(table).filter(known -> known.estimatedRows() < SMALL).isPresent();
    String rows =
        "select %s as account from %s t%s"
            .formatted(
                account(table, entry(table, answer)), table.sql(), all ? "" : " limit " + SOME);
    ReadOnlyQueries.Rows found =
        queries.rows(
            "select account, count(*)::text from (%s) r group by account order by count(*) desc, account"
                .formatted(rows),
            2);
    String account = "";
    long goes = 0;
    long read = 0;
    long ofSeveral = 0;
    long ofNobody = 0;
    for (List<@Nullable String> row : found.rows()) {
      long count = Long.parseLong(String.valueOf(row.get(1)));
      read += count;
      String of = row.get(0);
      if (of == null) {
        ofNobody = count;
      } else if (of.equals(AccountOfRow.SEVERAL)) {
        ofSeveral = count;
      } else if (account.isEmpty()) {
        account = of;
        goes = count;
      }
    }
    String trouble = found.trouble() == null ? "" : found.trouble();
    long ofOthers = read - goes - ofSeveral - ofNobody;
    return new Preview(table, read, all, account, goes, ofOthers, ofSeveral, ofNobody, trouble);
  }

  /** Up to three rows, of different accounts where the answer leads to any. */
  Sample sample(Decision decision, Decision.Answer answer) {
    TableName table = decision.about();
    DataSet entry = entry(table, answer);
    Set<String> about = new TreeSet<>();
    entry.ways().stream().flatMap(way -> way.columns().stream()).forEach(about::add);
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
                        account(table, entry),
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
    return new Sample(lines);
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

  private String account(TableName table, DataSet entry) {
    return new AccountOfRow(catalog, store, live, Map.of(table, entry)).of(table, "t");
  }

  /** The paths that an answer gives a table; none if it gives none. */
  List<OwnedBy> ways(TableName table, Decision.Answer answer) {
    return live.table(table).isEmpty() ? List.of() : entry(table, answer).ways();
  }

  private static boolean goesWithReferrers(TableName table, Decision.Answer answer) {
    return answer.conventions().stream()
        .anyMatch(
            convention ->
                convention instanceof Convention.People people
                    && people.people().equals(table)
                    && !people.stay());
  }

  /** The entry that an answer gives a table. */
  private DataSet entry(TableName table, Decision.Answer answer) {
    for (DataSet set : answer.sets()) {
      if (set.table().equals(table)) {
        return set;
      }
    }
    for (Convention convention : answer.conventions()) {
      List<OwnedBy> ways = ways(table, convention);
      if (!ways.isEmpty()) {
        return new DataSet(store.name(), table, new Ownership.Owned(ways), store.at());
      }
    }
    return new DataSet(store.name(), table, new Ownership.Shared(), store.at());
  }

  private List<OwnedBy> ways(TableName table, Convention convention) {
    if (convention instanceof Convention.Column column
        && live.table(table).flatMap(known -> known.column(column.column())).isPresent()) {
      Convention.Target target = column.target();
      return List.of(
          target == null
              ? new OwnedBy.Key(column.column())
              : new OwnedBy.Reference(
                  List.of(column.column()), target.table(), List.of(target.column()), null));
    }
    if (convention instanceof Convention.People people) {
      return live.foreignKeys().stream()
          .filter(key -> key.to().equals(table) && people.members().contains(key.from()))
          .<OwnedBy>map(
              key -> new OwnedBy.Referrer(key.toColumns(), key.from(), key.fromColumns(), null))
          .toList();
    }
    return convention instanceof Convention.Tables tables
            && tables.ownership() instanceof Ownership.Owned owned
        ? owned.by()
        : List.of();
  }
}
