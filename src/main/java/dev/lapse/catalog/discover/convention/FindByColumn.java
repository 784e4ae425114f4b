package dev.lapse.catalog.discover.convention;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.Convention.Nulls;
import dev.lapse.catalog.Convention.Target;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.discover.find.FindOptional;
import dev.lapse.catalog.discover.find.Finder;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables with a column that a convention explains. */
public final class FindByColumn implements Finder {
  private final StoreConventions conventions;
  private final boolean ofAccounts;

  /**
   * @param ofAccounts the columns with the accounts' key; otherwise those that name other columns
   */
  public FindByColumn(StoreConventions conventions, boolean ofAccounts) {
    this.conventions = conventions;
    this.ofAccounts = ofAccounts;
  }

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    return conventions.of(Convention.Column.class).stream()
        .filter(convention -> (convention.target() == null) == ofAccounts)
        .filter(convention -> is(table, convention, findings))
        .flatMap(convention -> found(table, convention, findings).stream())
        .findFirst();
  }

  private static boolean is(Table table, Convention.Column convention, Findings findings) {
    Target target = convention.target();
    Column key =
        target == null
            ? findings.accountKey().orElse(null)
            : findings
                .schema()
                .table(target.table())
                .flatMap(to -> to.column(target.column()))
                .orElse(null);
    boolean leads =
        target == null
            || (findings.isOwned(target.table()) && !target.table().equals(table.name()));
    return key != null
        && leads
        && table
            .column(convention.column())
            .filter(column -> ComparableTypes.refers(column.type(), key.type()))
            .isPresent();
  }

  private static Optional<Finding> found(
      Table table, Convention.Column convention, Findings findings) {
    OwnedBy way = convention.way();
    Column column = table.column(convention.column()).orElseThrow();
    Sample sample = findings.sample(table);
    boolean filled = column.notNull() || sample.filled(column.name()) == sample.rows();
    if (filled || convention.nulls() == Nulls.SHARED) {
      String nulls =
          column.notNull() || convention.nulls() == null
              ? ""
              : "; rows without one are shared by all";
      return Optional.of(
          Finding.owned(way, "a convention says what it names" + nulls).by(convention));
    }
    return convention.nulls() == Nulls.ELSEWHERE
        ? elsewhere(table, way, findings).map(finding -> finding.by(convention))
        : Optional.empty();
  }

  /** All paths of the table, if every sampled row has one of them. */
  private static Optional<Finding> elsewhere(Table table, OwnedBy way, Findings findings) {
    List<FindOptional.Part> others =
        FindOptional.parts(table, findings).stream()
            .filter(part -> !part.self() && !part.columns().equals(way.columns()))
            .toList();
    List<FindOptional.Part> all = new ArrayList<>(others);
    all.add(new FindOptional.Part(way.columns(), List.of(way), false, ""));
    if (others.isEmpty() || FindOptional.without(findings.sample(table), all) > 0) {
      return Optional.empty();
    }
    List<OwnedBy> ways = new ArrayList<>(List.of(way));
    others.forEach(part -> ways.addAll(part.ways()));
    return Optional.of(
        Finding.owned(ways, "a convention says what it names; other rows have another path"));
  }
}
