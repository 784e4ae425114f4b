package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accounts to which each of several paths leads from the sampled rows.
 *
 * @param owners by row, then by path; null if a path leads nowhere
 * @param trouble why they are unknown; null if they are known
 */
record OwnerAgreement(List<List<@Nullable String>> owners, @Nullable String trouble) {

  static OwnerAgreement of(Table table, List<? extends OwnedBy> ways, Findings findings) {
    Sample sample = findings.sample(table);
    if (sample.trouble() != null) {
      return new OwnerAgreement(List.of(), sample.trouble());
    }
    List<String> columns = new ArrayList<>();
    for (OwnedBy way : ways) {
      Optional<String> owner = findings.owners().by(way, table, "t");
      if (owner.isEmpty()) {
        return new OwnerAgreement(List.of(), "its paths are slow to follow");
      }
      columns.add(owner.get());
    }
    ReadOnlyQueries.Rows found =
        findings
            .statements()
            .rows(
                "select " + String.join(",\n  ", columns) + "\nfrom " + sample.from() + " t",
                columns.size());
    return new OwnerAgreement(found.rows(), found.trouble());
  }

  /** The number of rows from which at least two paths lead to an account. */
  int compared() {
    return (int) owners.stream().filter(row -> count(row) > 1).count();
  }

  /** The number of rows from which two paths lead to different accounts. */
  int differing() {
    return (int) owners.stream().filter(row -> distinct(row) > 1).count();
  }

  private static long count(List<@Nullable String> row) {
    return row.stream().filter(owner -> owner != null).count();
  }

  private static int distinct(List<@Nullable String> row) {
    Set<@Nullable String> different = new HashSet<>(row);
    different.remove(null);
    return different.size();
  }
}
