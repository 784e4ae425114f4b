package dev.lapse.catalog.discover;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.NameMatching;
import dev.lapse.catalog.discover.finding.PolymorphicPair;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.discover.sample.SqlFragments;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keys inside of columns: after a fixed prefix ({@code Space;2}), in JSON objects, and with a small
 * number as type. Only a person can tell what they mean; the question says what was seen.
 */
final class InsideKeyFinder {
  private static final Pattern PREFIXED =
      Pattern.compile(
          "(\\p{L}.*[^\\p{L}\\p{N}-])(0|[1-9]\\d{0,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");
  private static final int MOST_TYPES = 20;
  private static final int MOST_PAIRS = 5_000;
  private static final int MOST_CANDIDATES = 3;

  private static final String JSON =
      """
      select e.key, e.value, count(*)
      from %s t
      cross join lateral jsonb_each_text(
        case when jsonb_typeof(%s::jsonb) = 'object' then %2$s::jsonb end) e
      where length(e.value) <= 100
      group by e.key, e.value
      order by e.key, e.value
      limit %d
      """;

  private final Table table;
  private final Findings findings;

  private InsideKeyFinder(Table table, Findings findings) {
    this.table = table;
    this.findings = findings;
  }

  /** What was seen, what is asked, and the paths that are likely. */
  record Seen(String question, List<OwnedBy> ways) {}

  static Optional<Seen> question(Table table, Findings findings) {
    InsideKeyFinder find = new InsideKeyFinder(table, findings);
    return find.smallTypes().or(find::prefixed).or(find::inJson);
  }

  private Optional<Seen> prefixed() {
    Sample sample = findings.sample(table);
    for (Column column : table.columns()) {
      Map<String, Set<String>> keys = new TreeMap<>();
      Map<String, Integer> rows = new TreeMap<>();
      boolean all = column.type().matches("text|character varying.*");
      for (String value : all ? sample.values(column.name()) : List.<@Nullable String>of()) {
        Matcher prefixed = PREFIXED.matcher(value == null ? "" : value);
        if (prefixed.matches()) {
          keys.computeIfAbsent(prefixed.group(1), none -> new TreeSet<>()).add(prefixed.group(2));
          rows.merge(prefixed.group(1), 1, Integer::sum);
        } else {
          all &= value == null;
        }
      }
      if (all && !keys.isEmpty() && keys.size() <= MOST_TYPES) {
        Optional<Seen> question = prefixed(column, keys, rows);
        if (question.isPresent()) {
          return question;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Seen> prefixed(
      Column column, Map<String, Set<String>> keys, Map<String, Integer> rows) {
    List<OwnedBy> ways = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    keys.forEach(
        (prefix, values) -> {
          String read = ColumnExpression.after(column.name(), prefix).text();
          Table target =
              named(NameMatching.last(prefix.replaceAll("[^\\p{L}\\p{N}]+$", "")), values);
          if (target != null) {
            ways.add(way(read, target));
          }
          seen.add(
              "%d rows begin with '%s', %s"
                  .formatted(
                      rows.getOrDefault(prefix, 0),
                      prefix,
                      target == null
                          ? "which does not name a table with these keys"
                          : "all with keys of " + target.name()));
        });
    return ways.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Seen(
                "does %s determine the owner of the rows? It has keys after a prefix: %s"
                    .formatted(TableName.written(column.name()), String.join("; ", seen)),
                ways));
  }

  private Optional<Seen> inJson() {
    Sample sample = findings.sample(table);
    for (Column column : table.columns()) {
      if (!column.type().startsWith("json") || sample.isEmpty()) {
        continue;
      }
      Map<String, Set<String>> values = new TreeMap<>();
      Map<String, Long> rows = new TreeMap<>();
      findings
          .statements()
          .tryQuery(
              JSON.formatted(sample.from(), SqlFragments.column("t", column.name()), MOST_PAIRS),
              List.of(),
              row -> {
                values
                    .computeIfAbsent(row.getString(1), none -> new TreeSet<>())
                    .add(row.getString(2));
                rows.merge(row.getString(1), row.getLong(3), Long::sum);
              });
      for (Map.Entry<String, Set<String>> one : values.entrySet()) {
        Table target = named(NameMatching.stem(one.getKey()), one.getValue());
        if (target != null && NameMatching.mayBeKey(one.getKey())) {
          String read = ColumnExpression.json(column.name(), List.of(one.getKey())).text();
          return Optional.of(
              new Seen(
                  "does %s determine the owner of the rows? %d of %s have it, all with keys of %s"
                      .formatted(
                          read, rows.getOrDefault(one.getKey(), 0L), sample.size(), target.name()),
                  List.of(way(read, target))));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Seen> smallTypes() {
    Sample sample = findings.sample(table);
    for (PolymorphicPair pair : PolymorphicPair.numbered(table)) {
      Map<String, Set<String>> ids = new TreeMap<>();
      List<@Nullable String> types = sample.values(pair.type().name());
      List<@Nullable String> keys = sample.values(pair.id().name());
      for (int i = 0; i < types.size() && i < keys.size(); i++) {
        String key = keys.get(i);
        if (types.get(i) != null && key != null) {
          ids.computeIfAbsent(Objects.requireNonNull(types.get(i)), none -> new TreeSet<>())
              .add(key);
        }
      }
      Optional<Seen> question =
          ids.isEmpty() || ids.size() > MOST_TYPES ? Optional.empty() : smallTypes(pair, ids);
      if (question.isPresent()) {
        return question;
      }
    }
    return Optional.empty();
  }

  private Optional<Seen> smallTypes(PolymorphicPair pair, Map<String, Set<String>> ids) {
    List<OwnedBy> ways = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    Set<TableName> taken = new TreeSet<>();
    ids.forEach(
        (type, values) -> {
          List<Table> all = having(values);
          Table first =
              all.stream()
                  .filter(target -> !taken.contains(target.name()))
                  .findFirst()
                  .orElse(all.isEmpty() ? null : all.get(0));
          if (first != null) {
            taken.add(first.name());
            ways.add(
                new OwnedBy.Reference(
                    List.of(pair.id().name()),
                    first.name(),
                    first.primaryKey(),
                    new OwnedBy.Where(pair.type().name(), List.of(type))));
          }
          seen.add(
              "with '%s' all %d sampled ids are keys of %s"
                  .formatted(
                      type,
                      values.size(),
                      all.isEmpty()
                          ? "no table of accounts"
                          : all.stream()
                              .limit(MOST_CANDIDATES)
                              .map(target -> target.name().toString())
                              .collect(Collectors.joining(", or of "))));
        });
    return ways.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Seen(
                "do %s name a table by a number, and its row? %s"
                    .formatted(pair.text(), String.join("; ", seen)),
                ways));
  }

  private OwnedBy way(String read, Table target) {
    return target.name().equals(findings.store().accounts())
        ? new OwnedBy.Key(read)
        : new OwnedBy.Reference(List.of(read), target.name(), target.primaryKey(), null);
  }

  /** The table of accounts, or of rows of theirs, with this name and all of these keys. */
  private @Nullable Table named(String name, Set<String> keys) {
    return having(keys).stream()
        .filter(target -> NameMatching.same(name, target.name().table()))
        .findFirst()
        .orElse(
            findings
                .accounts()
                .filter(accounts -> NameMatching.same(name, accounts.name().table()))
                .filter(accounts -> isThere(keys, accounts, findings.store().key()))
                .orElse(null));
  }

  /** The tables of rows of accounts that have all of these keys. */
  private List<Table> having(Set<String> keys) {
    return findings.schema().tables().values().stream()
        .filter(target -> target.primaryKey().size() == 1)
        .filter(target -> !target.name().equals(table.name()))
        .filter(target -> !target.name().equals(findings.store().accounts()))
        .filter(target -> findings.isOwned(target.name()))
        .filter(target -> isThere(keys, target, target.primaryKey().get(0)))
        .toList();
  }

  private boolean isThere(Set<String> keys, Table target, String key) {
    Column column = target.column(key).orElseThrow();
    return (KeyValues.isNumber(column) || KeyValues.isUuid(column))
        && findings.lookups().lookUp(keys, target, column).all();
  }
}
