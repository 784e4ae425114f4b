package dev.lapse.catalog.framework;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a framework keeps in a database.
 *
 * @param about one sentence for the reader of a catalog
 */
public record Framework(String name, String about, List<Part> parts) {

  /** Tables that come together, such as those of one library. */
  public record Part(String name, List<TableRule> tables) {}

  /**
   * A table of a part, and whose its rows are.
   *
   * @param table its name; {@code *} stands for any letters; names are compared without case and
   *     underscores, as are those of columns
   * @param columns the columns that it must have, each with a {@link ColumnType}
   * @param optional true if the part is recognized without it
   * @param meaning whose its rows are
   */
  public record TableRule(
      List<String> table, Map<String, ColumnType> columns, boolean optional, Meaning meaning) {
    public boolean isNamed(String name) {
      return table.stream().anyMatch(glob -> matches(glob, name));
    }
  }

  /** Whose the rows of a table are. */
  public sealed interface Meaning {
    /** Adds nothing to what names, references and values say. */
    record AsFound() implements Meaning {}

    /**
     * Of no customer, or gone within days.
     *
     * @param unless columns, and what no sampled value of them may contain
     * @param onlyEmpty true if rows that are there are a question
     */
    record Shared(String why, Map<String, Pattern> unless, boolean onlyEmpty) implements Meaning {}

    /**
     * Owned along these paths, {@code column -> table.column} or {@code column <- table.column}.
     */
    record Owned(List<Path> paths) implements Meaning {}

    /** One row per change of a row of the table that {@code *} stands for. */
    record History() implements Meaning {}

    /**
     * A pair of a type and an id; the row that it names may be gone.
     *
     * @param pair {@code item} for {@code item_type} and {@code item_id}
     */
    record Log(String pair) implements Meaning {}
  }

  /** One path; {@code table} may have a {@code *}. */
  public record Path(String column, boolean upward, String table, String otherColumn) {}

  /** True if a table or column has this name in some spelling. */
  public static boolean matches(String glob, String name) {
    String pattern =
        ("\\Q" + plain(glob) + "\\E").replace("*", "\\E[^.]*\\Q").replace("\\Q\\E", "");
    return Pattern.matches(pattern, plain(name));
  }

  /** What {@code *} stands for; only for globs that begin or end with it. */
  public static String rest(String glob, String name) {
    String fixed = plain(glob).replace("*", "");
    String plain = plain(name);
    return glob.startsWith("*")
        ? plain.substring(0, plain.length() - fixed.length())
        : plain.substring(fixed.length());
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
