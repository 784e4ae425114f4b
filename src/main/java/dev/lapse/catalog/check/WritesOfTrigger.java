package dev.lapse.catalog.check;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Trigger;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables that a trigger writes values of the row to, as far as the text of its function shows.
 * Dynamic SQL is not seen.
 */
final class WritesOfTrigger {
  private static final String NAME =
      "((?:\"[^\"]+\"|[\\w$]+)(?:\\s*\\.\\s*(?:\"[^\"]+\"|[\\w$]+))?)";
  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern INSERT =
      Pattern.compile(
          "\\b(?:insert\\s+into|merge\\s+into|copy)\\s+(?:only\\s+)?" + NAME,
          Pattern.CASE_INSENSITIVE);
  private static final Pattern UPDATE =
      Pattern.compile(
          "\\bupdate\\s+(?:only\\s+)?" + NAME + "\\b[^;]*?\\bset\\b([^;]*)",
          Pattern.CASE_INSENSITIVE);

  /** Decrementing a counter copies nothing of the row. */
  private static final Pattern OF_THE_ROW =
      Pattern.compile("\\b(?:old|new)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern WHERE = Pattern.compile("\\bwhere\\b", Pattern.CASE_INSENSITIVE);

  private WritesOfTrigger() {}

  static Set<TableName> of(Trigger trigger, StoreSchema live) {
    String source = COMMENT.matcher(trigger.source()).replaceAll(" ");
    Set<TableName> written = new TreeSet<>();
    Matcher insert = INSERT.matcher(source);
    while (insert.find()) {
      add(insert.group(1), live, written);
    }
    Matcher update = UPDATE.matcher(source);
    while (update.find()) {
      if (OF_THE_ROW.matcher(WHERE.split(update.group(2), 2)[0]).find()) {
        add(update.group(1), live, written);
      }
    }
    return written;
  }

  /** A name without a schema matches tables of any schema. */
  private static void add(String name, StoreSchema live, Set<TableName> written) {
    for (TableName table : live.tables().keySet()) {
      String both = name.replaceAll("\\s*\\.\\s*", ".");
      if (isSpelled(both, table.table())
          || isSpelled(both, table.schema() + "." + table.table())
          || both.equals(table.sql())) {
        written.add(table);
      }
    }
  }

  private static boolean isSpelled(String written, String name) {
    return written.equalsIgnoreCase(name) || written.replace("\"", "").equals(name);
  }
}
