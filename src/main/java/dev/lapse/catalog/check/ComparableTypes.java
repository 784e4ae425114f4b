package dev.lapse.catalog.check;

import java.util.Set;
import java.util.regex.Pattern;

/** Which types of keys and references PostgreSQL compares without a cast. */
public final class ComparableTypes {
  private static final Pattern MODIFIER = Pattern.compile("\\([\\d,-]+\\)");
  private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric");
  private static final Set<String> TEXTS =
      Set.of("text", "character varying", "character", "citext", "name");

  private ComparableTypes() {}

  /** A text may hold the key of anything: the reference is cast to it. */
  public static boolean refers(String from, String to) {
    return are(from, to) || isText(from);
  }

  public static boolean isText(String type) {
    return family(type).equals("text");
  }

  public static boolean are(String one, String other) {
    return family(one).equals(family(other));
  }

  private static String family(String type) {
    String plain = MODIFIER.matcher(type).replaceAll("");
    if (NUMBERS.contains(plain)) {
      return "number";
    }
    // An extension's type is printed with its schema if that is not in the search path.
    return TEXTS.contains(plain) || plain.endsWith(".citext") ? "text" : plain;
  }
}
