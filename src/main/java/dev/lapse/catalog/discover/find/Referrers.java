package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.sample.OwnerExpressions;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.discover.sample.SqlFragments;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accounts whose rows refer to the rows of a table.
 *
 * @param links the references of owned tables
 * @param accounts the accounts by referenced row
 * @param counts the number of references by referenced row
 * @param trouble why they are unknown; null if they are known
 */
public record Referrers(
    List<ReferenceCandidate> links,
    Map<String, Set<String>> accounts,
    Map<String, Integer> counts,
    @Nullable String trouble) {
  private static final int COLUMNS = 3;
  private static final String SEPARATOR = "\u0001";

  /** References of owned tables to this one. */
  public static List<ReferenceCandidate> links(Table table, Findings findings) {
    return Stream.concat(findings.references().to(table).stream(), pairs(table, findings))
        .filter(referenceCandidate -> findings.isOwned(referenceCandidate.from()))
        .filter(
            referenceCandidate ->
                !dependsOn(referenceCandidate.from(), table, findings, new TreeSet<>()))
        .toList();
  }

  /** References of pairs in which one column names this table. */
  private static Stream<ReferenceCandidate> pairs(Table table, Findings findings) {
    return findings.schema().tables().values().stream()
        .filter(other -> !other.name().equals(table.name()) && findings.isOwned(other.name()))
        .flatMap(
            other ->
                Polymorphic.of(other, findings).stream()
                    .filter(found -> found.targets().containsKey(table.name()))
                    .map(found -> found.referenceTo(other.name(), table.name())));
  }

  /** From sampled referring rows: sufficient to see that a row is shared. */
  static Referrers sampled(Table table, List<ReferenceCandidate> links, Findings findings) {
    return count(table, links, findings, false);
  }

  /** From the sampled rows of the table: all references to each of them. */
  public static Referrers ofSample(Table table, List<ReferenceCandidate> links, Findings findings) {
    return count(table, links, findings, true);
  }

  /** The number of rows that only one account refers to. */
  public long several() {
    return accounts.values().stream().filter(of -> of.size() > 1).count();
  }

  /** True if a pair names the table, and some row more than once: a history, not an owner. */
  boolean isHistory() {
    return repeated() > 0 && links.stream().anyMatch(link -> link.where() != null);
  }

  /** The number of rows with at least two references. */
  long repeated() {
    return counts.values().stream().filter(count -> count > 1).count();
  }

  int references() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  int distinctAccounts() {
    Set<String> all = new TreeSet<>();
    accounts.values().forEach(all::addAll);
    return all.size();
  }

  int mostAccounts() {
    return accounts.values().stream().mapToInt(Set::size).max().orElse(0);
  }

  private static Referrers count(
      Table table, List<ReferenceCandidate> links, Findings findings, boolean fromHere) {
    Map<String, Set<String>> accounts = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    List<ReferenceCandidate> candidates = new ArrayList<>();
    String trouble = findings.sample(table).trouble();
    for (ReferenceCandidate referenceCandidate :
        trouble == null ? links : List.<ReferenceCandidate>of()) {
      Table referrer = findings.table(referenceCandidate.from());
      Optional<String> owner = findings.owners().ofRow(referrer, "r");
      boolean quick =
          fromHere
              ? findings.lookups().isQuick(referrer, referenceCandidate.columns())
              : findings.lookups().isQuick(table, referenceCandidate.toColumns());
      if (owner.isEmpty() || !quick) {
        trouble =
            "%s has no index on %s"
                .formatted(
                    fromHere ? referenceCandidate.from() : table.name(), referenceCandidate.text());
        continue;
      }
      ReadOnlyQueries.Rows found =
          findings
              .statements()
              .rows(
                  statement(table, referrer, referenceCandidate, owner.get(), findings, fromHere),
                  COLUMNS);
      for (List<@Nullable String> row : found.rows()) {
        String key = Objects.requireNonNull(row.get(0));
        counts.merge(key, Integer.valueOf(Objects.requireNonNull(row.get(2))), Integer::sum);
        String account = row.get(1);
        if (account != null) {
          accounts.computeIfAbsent(key, none -> new TreeSet<>()).add(account);
        }
      }
      String failed = found.trouble();
      trouble = failed == null ? trouble : failed;
      if (failed == null) {
        candidates.add(referenceCandidate);
      }
    }
    return new Referrers(candidates, accounts, counts, trouble);
  }

  private static String statement(
      Table table,
      Table referrer,
      ReferenceCandidate referenceCandidate,
      String owner,
      Findings findings,
      boolean fromHere) {
    return """
    select row_key, owner, count(*)
    from (
      select %s as row_key, %s as owner
      from %s t
      join %s r on %s) found
    group by row_key, owner
    """
        .formatted(
            rowKey(
                table.primaryKey().isEmpty() ? referenceCandidate.toColumns() : table.primaryKey()),
            owner,
            fromHere ? findings.sample(table).from() : SqlFragments.from(table),
            fromHere ? SqlFragments.from(referrer) : findings.sample(referrer).from(),
            OwnerExpressions.join(
                    table,
                    "t",
                    referenceCandidate.toColumns(),
                    referrer,
                    "r",
                    referenceCandidate.columns())
                + (referenceCandidate.where() == null
                    ? ""
                    : " and " + SqlFragments.in("r", referenceCandidate.where())));
  }

  /** These columns of the row {@code t} as one text. */
  static String rowKey(List<String> columns) {
    return "concat_ws('%s', %s)"
        .formatted(
            SEPARATOR,
            columns.stream()
                .map(column -> SqlFragments.column("t", column) + "::text")
                .collect(Collectors.joining(", ")));
  }

  /**
   * True if the referring table is owned through the other one, which then cannot be owned through
   * it.
   */
  public static boolean dependsOn(
      TableName start, Table other, Findings findings, Set<TableName> seen) {
    return findings.ways(start).stream()
        .flatMap(way -> way.end().stream())
        .anyMatch(
            end ->
                end != null
                    && (end.equals(other.name())
                        || (seen.add(end) && dependsOn(end, other, findings, seen))));
  }
}
