package dev.lapse.catalog;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.framework.Framework;
import dev.lapse.file.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What holds for many tables of a store, so that it is decided once. */
public sealed interface Convention {
  String store();

  /** In {@code by} of the entries that it made; unique in a store, and the same on every line. */
  String name();

  Position at();

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
  }

  /** The tables of a framework. */
  record OfFramework(String store, Framework framework, Position at) implements Convention {
    @Override
    public String name() {
      return "framework " + framework.name();
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
  }
}
