package dev.lapse.catalog.check;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import dev.lapse.file.Position;
import dev.lapse.file.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds foreign keys that a deletion would violate, or that would change rows that stay. */
final class CheckForeignKeys {
  private final Catalog catalog;
  private final Store store;
  private final StoreSchema live;
  private final List<CatalogProblem> problems = new ArrayList<>();

  private CheckForeignKeys(Catalog catalog, Store store, StoreSchema live) {
    this.catalog = catalog;
    this.store = store;
    this.live = live;
  }

  static List<CatalogProblem> of(Catalog catalog, Store store, StoreSchema live) {
    CheckForeignKeys check = new CheckForeignKeys(catalog, store, live);
    live.foreignKeys().forEach(check::fromRowsThatStay);
    live.foreignKeys().forEach(check::toRowsThatGoByDate);
    live.foreignKeys().forEach(check::toAnonymizedColumns);
    catalog.setsOf(store).stream()
        .filter(DataSet::isErased)
        .forEach(check::foundThroughRowsThatStay);
    return check.problems;
  }

  private void fromRowsThatStay(ForeignKey key) {
    Optional<DataSet> from = catalog.set(store.name(), key.from());
    if (from.isEmpty()
        || from.get().isErased()
        || from.get().ownership() instanceof DataSet.Ownership.Unclassified
        || !isErased(key.to())
        || key.fromColumns().stream().anyMatch(column -> becomesNull(from.get(), column))) {
      return;
    }
    DataSet staying = from.get();
    boolean refuses = key.onDelete() == OnDelete.NO_ACTION || key.onDelete() == OnDelete.RESTRICT;
    if (staying.accepts(key.name()) && (!refuses || canBeEnded(staying, key))) {
      return;
    }
    String reference =
        "%s (%s) refers to %s by foreign key %s"
            .formatted(key.from(), String.join(", ", key.fromColumns()), key.to(), key.name());
    if (refuses && !staying.isOwned() && mayBeNull(key)) {
      return; // few rows of a shared table refer to an account, if any; PostgreSQL protects those
    }
    if (refuses) {
      String ending = ending(staying, key);
      DataSet.Keep keep = staying.keep();
      DataSet referred = catalog.set(store.name(), key.to()).orElseThrow();
      add(
          Kind.KEPT_REFERENCE,
          staying,
          "%s, so the rows it refers to cannot be deleted while its own rows stay%s; %s"
              .formatted(
                  reference,
                  staying.accepts(key.name()) && mayBeNull(key)
                      ? ", and accepting it does not end it: %s determines the owner of a row"
                          .formatted(String.join(", ", nullable(key)))
                      : "",
                  wayOut(key)),
          keep == null || ending != null ? ending : CheckKept.keepingToo(referred, keep, live),
          keep == null || ending != null ? staying.at() : referred.at());
    } else {
      add(
          Kind.SIDE_EFFECT,
          staying,
          "%s, which on delete would %s rows that stay; %s"
              .formatted(
                  reference,
                  key.onDelete() == OnDelete.CASCADE ? "delete" : "change",
                  "accept it (accepts: [%s] at %s), or %s"
                      .formatted(key.name(), key.from(), wayOut(key))),
          "accepts: [%s]".formatted(YamlScalar.of(key.name())));
    }
  }

  /** A row whose period is over cannot go while a row that is kept longer refers to it. */
  private void toRowsThatGoByDate(ForeignKey key) {
    DataSet from = catalog.set(store.name(), key.from()).orElse(null);
    DataSet to = catalog.set(store.name(), key.to()).orElse(null);
    if (from == null
        || to == null
        || from.keep() == null
        || to.keep() == null
        || !catalog.goesByDate(to)
        || isPartOf(from, to)) {
      return;
    }
    boolean cascades = key.onDelete() == OnDelete.CASCADE;
    boolean ended = canBeEnded(from, key) && !cascades;
    if (ended && from.accepts(key.name())) {
      return;
    }
    add(
        Kind.KEPT_REFERENCE,
        from,
        "%s (%s) refers to %s by foreign key %s, and rows of %3$s go one by one, each when its own period is over: %s"
            .formatted(
                key.from(),
                String.join(", ", key.fromColumns()),
                key.to(),
                key.name(),
                cascades
                    ? "on delete it would take rows along that are kept longer; %s"
                        .formatted(otherwise(key))
                    : ended
                        ? "a row that a later row refers to could not be deleted; accept that the reference ends (accepts: [%s] at %s), or %s"
                            .formatted(key.name(), key.from(), otherwise(key))
                        : "a row that a later row refers to could not be deleted; "
                            + otherwise(key)),
        ended ? "accepts: [%s]".formatted(YamlScalar.of(key.name())) : null);
  }

  /** Rows that go together; of one table that is dated itself, each row goes alone. */
  private boolean isPartOf(DataSet from, DataSet to) {
    boolean alone = from.equals(to) && catalog.goesWith(from).equals(from);
    return !alone && catalog.goesWith(from).equals(catalog.goesWith(to));
  }

  private static String otherwise(ForeignKey key) {
    return key.from().equals(key.to())
        ? "keep them from the lapse (leave out from)"
        : "keep both together: keep: {why: ..., with: %s} at %s".formatted(key.to(), key.from());
  }

  /** A cascading update would write the constant into referring rows. */
  private void toAnonymizedColumns(ForeignKey key) {
    catalog
        .set(store.name(), key.to())
        .filter(set -> key.toColumns().stream().anyMatch(set.anonymize()::containsKey))
        .ifPresent(
            set ->
                add(
                    Kind.NOT_ASSIGNABLE,
                    set,
                    "%s is anonymized in a column that %s refers to by foreign key %s; anonymize other columns"
                        .formatted(set.table(), key.from(), key.name())));
  }

  /** A row that a kept row also refers to would stay, and could not be found later. */
  private void foundThroughRowsThatStay(DataSet set) {
    List<TableName> referrers =
        set.ways(OwnedBy.Referrer.class).stream().map(OwnedBy.Referrer::referrer).toList();
    if (referrers.isEmpty()) {
      return;
    }
    for (DataSet other : catalog.setsOf(store)) {
      boolean refers =
          referrers.contains(other.table())
              || other.sideEffects().refers().stream()
                  .anyMatch(reference -> reference.parent().equals(set.table()));
      if (refers && other.isOwned() && !other.isErased() && !ends(other, set)) {
        add(
            Kind.KEPT_REFERENCE,
            set,
            "%s is found through the rows that refer to it, and %s, which is one of them, stays: its row could not be found later; keep it as long, or anonymize the reference"
                .formatted(set.table(), other.table()));
      }
    }
  }

  private static boolean ends(DataSet other, DataSet set) {
    List<List<String>> references = new ArrayList<>();
    set.ways(OwnedBy.Referrer.class).stream()
        .filter(way -> way.referrer().equals(other.table()))
        .forEach(way -> references.add(way.referrerColumns()));
    other.sideEffects().refers().stream()
        .filter(reference -> reference.parent().equals(set.table()))
        .forEach(reference -> references.add(reference.columns()));
    return references.stream()
        .allMatch(columns -> columns.stream().anyMatch(other.anonymize()::containsKey));
  }

  /** A column that determines the owner cannot become null: the owner would be lost. */
  private boolean canBeEnded(DataSet staying, ForeignKey key) {
    return nullable(key).stream().anyMatch(column -> !staying.recognizedBy().contains(column));
  }

  private boolean mayBeNull(ForeignKey key) {
    return !nullable(key).isEmpty();
  }

  private List<String> nullable(ForeignKey key) {
    return key.fromColumns().stream()
        .filter(
            name ->
                live.table(key.from())
                    .flatMap(table -> table.column(name))
                    .filter(column -> !column.notNull() && !column.generated())
                    .isPresent())
        .toList();
  }

  private String wayOut(ForeignKey key) {
    List<String> nullable = nullable(key);
    String keepToo =
        "keep or anonymize %s too, or let %s go with it".formatted(key.to(), key.from());
    return nullable.isEmpty()
        ? keepToo
        : "make it owned with anonymize: {%s: null}, or %s".formatted(nullable.get(0), keepToo);
  }

  private static boolean becomesNull(DataSet set, String column) {
    return set.anonymize().containsKey(column) && set.anonymize().get(column) == null;
  }

  private boolean isErased(TableName table) {
    return catalog.set(store.name(), table).filter(DataSet::isErased).isPresent();
  }

  /** Makes a row refer to nothing any more. */
  private @Nullable String ending(DataSet staying, ForeignKey key) {
    return nullable(key).stream()
        .filter(column -> staying.keep() == null || !staying.recognizedBy().contains(column))
        .findFirst()
        .map(column -> "anonymize: {%s: null}".formatted(YamlScalar.of(column)))
        .orElse(null);
  }

  private void add(Kind kind, DataSet set, String message) {
    add(kind, set, message, null);
  }

  private void add(Kind kind, DataSet set, String message, @Nullable String line) {
    add(kind, set, message, line, set.at());
  }

  private void add(Kind kind, DataSet set, String message, @Nullable String line, Position at) {
    problems.add(new CatalogProblem(kind, set.table(), message, line, at));
  }
}
