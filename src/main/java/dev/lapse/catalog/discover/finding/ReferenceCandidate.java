package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reference from one table to another, or to itself.
 *
 * @param where restricts it to some rows: the pair's other column names the table
 * @param mandatory true if every row has it
 * @param declared the constraint; null if only names and values suggest the reference
 * @param why the reason to assume it
 */
public record ReferenceCandidate(
    TableName from,
    List<String> columns,
    TableName to,
    List<String> toColumns,
    OwnedBy.@Nullable Where where,
    boolean mandatory,
    @Nullable ForeignKey declared,
    String why) {

  public OwnedBy.Reference way() {
    return new OwnedBy.Reference(columns, to, toColumns, where);
  }

  public OwnedBy.Referrer upward() {
    return new OwnedBy.Referrer(toColumns, from, columns, where);
  }

  /** True if it says who did something rather than where the row belongs. */
  public boolean isActor() {
    return columns.stream().allMatch(NameMatching::isActor);
  }

  /** True if the table is named after the other, or its rows are deleted with the other's. */
  public boolean isPartOf() {
    return (declared != null && declared.onDelete() == OnDelete.CASCADE)
        || NameMatching.forms(to.table()).stream()
            .anyMatch(form -> NameMatching.plain(from.table()).startsWith(form + "_"));
  }

  /** Its columns as written in a catalog. */
  public String text() {
    return columns.stream().map(TableName::written).collect(Collectors.joining(", "));
  }
}
