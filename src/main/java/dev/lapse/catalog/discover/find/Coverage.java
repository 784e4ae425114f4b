package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.sample.KeyLookups;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.discover.sample.SqlFragments;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of a table the known paths leave without an owner, and what further paths do for
 * them. Counted over all rows where that is quick, otherwise over the sample.
 *
 * @param rows a text such as {@code all 300 rows}
 * @param missing rows without an owner
 * @param reached those of them that any of the further paths leads to an account
 * @param further by further path
 */
record Coverage(String rows, long missing, long reached, List<Further> further) {
  /**
   * What one path adds.
   *
   * @param reached rows that only it leads to an account
   * @param compared rows that have an owner without it, and by it
   * @param differing those for which it is another one
   * @param lost rows that have an owner without it, but none by it
   */
  record Further(long reached, long compared, long differing, long lost) {}

  /** Empty if the paths cannot be followed quickly. */
  static Optional<Coverage> of(
      Table table, List<OwnedBy> known, List<? extends OwnedBy> further, Findings findings) {
    List<String> knownOwners = new ArrayList<>();
    for (OwnedBy way : known) {
      findings.owners().by(way, table, "t").ifPresent(knownOwners::add);
    }
    List<String> owners = new ArrayList<>();
    for (OwnedBy way : further) {
      findings.owners().by(way, table, "t").ifPresent(owners::add);
    }
    if (knownOwners.size() < known.size() || owners.size() < further.size()) {
      return Optional.empty();
    }
    String coalesced = "coalesce(" + String.join(", ", knownOwners) + ")";
    Sample sample = findings.sample(table);
    if (!sample.whole() && findings.blocks(table.name()) <= KeyLookups.SOME) {
      Optional<Coverage> whole =
          count(coalesced, owners, SqlFragments.from(table), "all %s rows", findings);
      if (whole.isPresent()) {
        return whole;
      }
    }
    return count(
        coalesced,
        owners,
        sample.from(),
        sample.whole() ? "all %s rows" : "%s sampled rows",
        findings);
  }

  private static Optional<Coverage> count(
      String known, List<String> owners, String from, String rows, Findings findings) {
    List<String> figures =
        new ArrayList<>(List.of("count(*)", "count(*) filter (where k is null)"));
    StringBuilder columns = new StringBuilder(known + " as k");
    List<String> names = new ArrayList<>(List.of("null"));
    for (int i = 0; i < owners.size(); i++) {
      columns.append(",\n  ").append(owners.get(i)).append(" as f").append(i);
      names.add("f" + i);
    }
    figures.add(
        "count(*) filter (where k is null and coalesce(%s) is not null)"
            .formatted(String.join(", ", names)));
    for (int i = 0; i < owners.size(); i++) {
      String f = "f" + i;
      figures.add("count(*) filter (where k is null and " + f + " is not null)");
      figures.add("count(*) filter (where k is not null and " + f + " is not null)");
      figures.add("count(*) filter (where k <> " + f + ")");
      figures.add("count(*) filter (where k is not null and " + f + " is null)");
    }
    ReadOnlyQueries.Rows found =
        findings
            .statements()
            .rows(
                "select %s\nfrom (\n  select %s\n  from %s t\n  offset 0) o"
                    .formatted(String.join(",\n  ", figures), columns, from),
                figures.size());
    if (found.trouble() != null) {
      return Optional.empty();
    }
    List<@Nullable String> row = found.rows().get(0);
    List<Further> further = new ArrayList<>();
    for (int i = 0; i < owners.size(); i++) {
      int at = 3 + 4 * i;
      further.add(
          new Further(
              number(row, at), number(row, at + 1), number(row, at + 2), number(row, at + 3)));
    }
    return Optional.of(
        new Coverage(
            rows.formatted(row.get(0)), number(row, 1), number(row, 2), List.copyOf(further)));
  }

  private static long number(List<@Nullable String> row, int column) {
    return Long.parseLong(Objects.requireNonNull(row.get(column)));
  }
}
