package dev.lapse.catalog;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.framework.Framework;
import dev.lapse.catalog.framework.Framework.Meaning;
import dev.lapse.file.Position;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What holds for many tables of a store, so that it is decided once. */
public sealed interface Convention {
  String store();

  /** In {@code by} of the entries that it made; unique in a store, and the same on every line. */
  String name();

  Position at();

  /**
   * What the convention says about the table of an entry that it made, if the entry says something
   * else because an earlier version of the convention made it. Empty if they agree, or if only the
   * live store shows whether they do.
   */
  Optional<String> contradicts(DataSet entry);

  /**
   * True if an entry lacks this path although it should have it. Another path that reaches more
   * rows may have replaced it, unless this one is a key or the other one uses the same columns.
   */
  private static boolean lacks(DataSet entry, OwnedBy way) {
    return !entry.ways().contains(way)
        && (way instanceof OwnedBy.Key
            || entry.ways().stream()
                .anyMatch(
                    other ->
                        other.columns().equals(way.columns())
                            && Objects.equals(other.where(), way.where())));
  }

  private static boolean isShared(DataSet entry) {
    return entry.ownership() instanceof Ownership.Shared;
  }

  private static Optional<String> says(boolean contradicts, String what) {
    return contradicts ? Optional.of(what) : Optional.empty();
  }

  /**
   * A column that has a key of the accounts, or of another table, in every table that has the
   * column.
   *
   * @param target the column that it names; null for the accounts' key
   * @param nulls whose rows are in which it is null
   */
  record Column(
      String store, String column, @Nullable Target target, @Nullable Nulls nulls, Position at)
      implements Convention {
    @Override
    public String name() {
      return "column " + column;
    }

    /** The path that begins at the column. */
    public OwnedBy way() {
      return target == null
          ? new OwnedBy.Key(column)
          : new OwnedBy.Reference(List.of(column), target.table(), List.of(target.column()), null);
    }

    @Override
    public Optional<String> contradicts(DataSet entry) {
      return says(
          isShared(entry) || (entry.isOwned() && lacks(entry, way())),
          "%s belongs to accounts by %s".formatted(entry.table(), way().text()));
    }
  }

  /** A column of a table. */
  record Target(TableName table, String column) {}

  /** Whose the rows without a value are. */
  enum Nulls {
    /** Nobody's; they stay. */
    SHARED,
    /** Of the account that another path of the row leads to. */
    ELSEWHERE
  }

  /**
   * People that several accounts may share. A person goes with the last account that has it, and
   * with it what hangs on it; or all of it stays.
   *
   * @param members the tables that say which people an account has
   * @param why set if people stay
   */
  record People(
      String store, TableName people, List<TableName> members, @Nullable String why, Position at)
      implements Convention {
    @Override
    public String name() {
      return name(people);
    }

    public static String name(TableName people) {
      return "people " + people;
    }

    public boolean stay() {
      return why != null;
    }

    @Override
    public Optional<String> contradicts(DataSet entry) {
      if (stay()) {
        return says(entry.isOwned(), entry.table() + " stays");
      }
      List<TableName> referrers =
          entry.ways(OwnedBy.Referrer.class).stream().map(OwnedBy.Referrer::referrer).toList();
      return says(
          isShared(entry) || (!referrers.isEmpty() && !referrers.containsAll(members)),
          "%s goes with the last account that has it, by %s"
              .formatted(
                  entry.table(),
                  members.stream().map(TableName::toString).collect(Collectors.joining(", "))));
    }
  }

  /** The tables of a framework. */
  record OfFramework(String store, Framework framework, Position at) implements Convention {
    @Override
    public String name() {
      return "framework " + framework.name();
    }

    /** By names alone: a framework that names the table for both is not contradicted. */
    @Override
    public Optional<String> contradicts(DataSet entry) {
      List<Meaning> meanings =
          framework.parts().stream()
              .flatMap(part -> part.tables().stream())
              .filter(rule -> rule.isNamed(entry.table().table()))
              .map(Framework.TableRule::meaning)
              .toList();
      boolean shared = meanings.stream().anyMatch(Meaning.Shared.class::isInstance);
      boolean owned =
          meanings.stream()
              .anyMatch(
                  meaning ->
                      !(meaning instanceof Meaning.Shared || meaning instanceof Meaning.AsFound));
      return says(
          shared != owned && (shared ? entry.isOwned() : isShared(entry)),
          entry.table() + (shared ? " stays" : " belongs to accounts"));
    }
  }

  /**
   * All tables whose name matches.
   *
   * @param pattern schema and table, {@code *} for any letters but a dot
   * @param why the reason if they are shared
   */
  record Tables(
      String store, String pattern, Ownership ownership, @Nullable String why, Position at)
      implements Convention {
    @Override
    public String name() {
      return "tables " + pattern;
    }

    @Override
    public Optional<String> contradicts(DataSet entry) {
      if (!(ownership instanceof Ownership.Owned owned)) {
        return says(
            ownership instanceof Ownership.Shared && entry.isOwned(), entry.table() + " stays");
      }
      return says(
          isShared(entry)
              || (entry.isOwned() && owned.by().stream().anyMatch(way -> lacks(entry, way))),
          "%s belongs to accounts by %s"
              .formatted(
                  entry.table(),
                  owned.by().stream().map(OwnedBy::text).collect(Collectors.joining(", "))));
    }

    public boolean matches(TableName table) {
      String regex = ("\\Q" + pattern + "\\E").replace("*", "\\E[^.]*\\Q");
      return Pattern.matches(regex, table.toString());
    }
  }

  /**
   * What the types of polymorphic pairs are.
   *
   * @param types the table of each type; empty for a type whose rows belong to nobody
   */
  record Types(String store, Map<String, Optional<TableName>> types, Position at)
      implements Convention {
    @Override
    public String name() {
      return "types";
    }

    /** It makes no entries: it says only which paths those of others have. */
    @Override
    public Optional<String> contradicts(DataSet entry) {
      return Optional.empty();
    }
  }
}
