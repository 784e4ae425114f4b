package dev.lapse.catalog.discover.convention;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.convention.FrameworkTables;
import dev.lapse.catalog.discover.find.Finder;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.sample.KeyLookups;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.framework.Framework;
import dev.lapse.catalog.framework.Framework.Meaning;
import dev.lapse.catalog.framework.Framework.Path;
import dev.lapse.catalog.framework.Framework.TableRule;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tables of a framework whose paths it knows: attachments, histories, tokens. */
public final class FindByFramework implements Finder {
  private final StoreConventions conventions;

  public FindByFramework(StoreConventions conventions) {
    this.conventions = conventions;
  }

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    return conventions
        .framework(table.name())
        .flatMap(
            of -> {
              TableRule rule = of.found().rule();
              Meaning meaning = rule.meaning();
              List<OwnedBy> ways =
                  meaning instanceof Meaning.Owned owned
                      ? along(table, owned.paths(), findings)
                      : meaning instanceof Meaning.History
                          ? history(table, rule, findings)
                          : meaning instanceof Meaning.Log log
                              ? pairs(table, log, findings)
                              : List.of();
              String reason = of.found().part().name() + ", as it keeps its rows";
              return ways.isEmpty()
                  ? Optional.empty()
                  : Optional.of(Finding.owned(ways, reason + gone(meaning)).by(of.convention()));
            });
  }

  private static String gone(Meaning meaning) {
    return meaning instanceof Meaning.Log || meaning instanceof Meaning.History
        ? "; what it says of rows that are gone leads to nobody"
        : "";
  }

  /** Empty as long as the owner of one end is not known. */
  private List<OwnedBy> along(Table table, List<Path> paths, Findings findings) {
    List<OwnedBy> ways = new ArrayList<>();
    for (Path path : paths) {
      for (Table other : findings.schema().tables().values()) {
        OwnedBy way = way(table, path, other, findings);
        if (way != null && isPending(other.name(), findings)) {
          return List.of();
        }
        if (way != null && (findings.isOwned(other.name()) || isKnown(other.name(), findings))) {
          ways.add(way);
        }
      }
    }
    return ways.stream().anyMatch(way -> way.end().filter(findings::isOwned).isPresent())
        ? ways
        : List.of();
  }

  private boolean isPending(TableName table, Findings findings) {
    return findings.isOpen(table) && !conventions.knowsPaths(table);
  }

  /** A framework's tables may lead to each other: attachments, files, variants of files. */
  private boolean isKnown(TableName table, Findings findings) {
    return findings.isOpen(table) && conventions.knowsPaths(table);
  }

  private static @Nullable OwnedBy way(Table table, Path path, Table other, Findings findings) {
    Column column = FrameworkTables.column(table, path.column()).orElse(null);
    Column end = FrameworkTables.column(other, path.otherColumn()).orElse(null);
    if (column == null
        || end == null
        || other.name().equals(table.name())
        || !other.name().schema().equals(table.name().schema())
        || !Framework.matches(path.table(), other.name().table())) {
      return null;
    }
    if (path.upward()) {
      return new OwnedBy.Referrer(List.of(column.name()), other.name(), List.of(end.name()), null);
    }
    KeyLookups.Found found =
        findings.lookups().lookUp(findings.sample(table).distinct(column.name()), other, end);
    return found.trouble() == null && found.present() == found.values()
        ? new OwnedBy.Reference(List.of(column.name()), other.name(), List.of(end.name()), null)
        : null;
  }

  /** The account's key, if it was copied, and the row whose history it is. */
  private static List<OwnedBy> history(Table table, TableRule rule, Findings findings) {
    Table base =
        FrameworkTables.base(rule, table, findings.schema().tables().values()).orElseThrow();
    if (!findings.isOwned(base.name())) {
      return List.of();
    }
    List<OwnedBy> ways = new ArrayList<>();
    findings.ways(base.name()).stream()
        .filter(OwnedBy.Key.class::isInstance)
        .filter(way -> !base.name().equals(findings.store().accounts()))
        .filter(way -> table.column(way.columns().get(0)).isPresent())
        .forEach(ways::add);
    ways.add(new OwnedBy.Reference(base.primaryKey(), base.name(), base.primaryKey(), null));
    return ways;
  }

  private List<OwnedBy> pairs(Table table, Meaning.Log log, Findings findings) {
    List<Polymorphic> all =
        Polymorphic.of(table, findings).stream()
            .filter(pair -> Framework.matches(log.pair() + "_type", pair.pair().type().name()))
            .toList();
    List<OwnedBy> ways = new ArrayList<>();
    for (Polymorphic pair : all) {
      boolean pending =
          pair.targets().keySet().stream().anyMatch(target -> isPending(target, findings));
      if (pair.problem() != null || pending) {
        return List.of();
      }
      ways.addAll(pair.ways(findings, table.name()));
      ways.addAll(pair.waysTo(target -> isKnown(target, findings)));
    }
    return ways.stream().anyMatch(way -> way.end().filter(findings::isOwned).isPresent())
        ? ways
        : List.of();
  }

  /** Tables of a framework whose rows are nobody's, or gone within days. */
  public final class SharedOnes implements Finder {
    @Override
    public Optional<Finding> find(Table table, Findings findings) {
      return conventions
          .framework(table.name())
          .filter(
              of ->
                  of.found().rule().meaning() instanceof Meaning.Shared shared
                      && isNobodys(table, shared, findings))
          .map(
              of ->
                  Finding.shared(
                          of.found().part().name()
                              + ": "
                              + ((Meaning.Shared) of.found().rule().meaning()).why())
                      .by(of.convention()));
    }
  }

  /** False if something leads to an account all the same, or may: then it is a question. */
  private boolean isNobodys(Table table, Meaning.Shared shared, Findings findings) {
    Sample sample = findings.sample(table);
    boolean leads =
        findings.references().toOthers(table).stream()
            .anyMatch(link -> !link.isActor() && mayLead(link.to(), findings));
    for (Map.Entry<String, Pattern> unless : shared.unless().entrySet()) {
      leads |=
          FrameworkTables.column(table, unless.getKey()).stream()
              .flatMap(column -> sample.distinct(column.name()).stream())
              .anyMatch(value -> unless.getValue().matcher(value).find());
    }
    return !leads && sample.trouble() == null && !(shared.onlyEmpty() && !sample.isEmpty());
  }

  /** False for tables that are shared, or that a framework says are: they may form a circle. */
  private boolean mayLead(TableName table, Findings findings) {
    boolean stays = findings.isOpen(table) && conventions.isSharedByFramework(table);
    return !findings.isShared(table) && !stays;
  }
}
