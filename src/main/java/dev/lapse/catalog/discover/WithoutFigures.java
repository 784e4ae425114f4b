package dev.lapse.catalog.discover;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A reason or question without its figures. They differ at each look, and would make every
 * difference of two catalogs noisy; {@link Decision#question} has them.
 */
final class WithoutFigures {
  private static final String NUMBER = "(?<![\\w.'\"])(\\d+)(?![\\w.'\"])";
  private static final Pattern IN_BRACKETS =
      Pattern.compile(" \\((?:in )?\\d+ of (?:all )?\\d+(?: sampled)? rows\\)");
  private static final Pattern WITHOUT_ONE =
      Pattern.compile("of \\d+ sampled rows without one (.*?) leads \\d+ to an account");
  private static final Pattern OF_MISSING =
      Pattern.compile("; of \\d+ rows without one ([^;]*?) leads \\d+ to an account");
  private static final Pattern BY_ROWS =
      Pattern.compile("of (?:all )?\\d+(?: sampled)? rows \\d+ are referred to, (\\d+) of them by");
  private static final Pattern LOOKUP =
      Pattern.compile(
          "\\d+ sampled references of \\d+ accounts lead to \\d+ rows, up to \\d+ accounts to one");
  private static final Pattern PART =
      Pattern.compile(NUMBER + " of (the )?(all )?" + NUMBER + "( sampled)?");
  private static final Pattern EACH = Pattern.compile("(each|none) of (all )?\\d+ (sampled )?rows");
  private static final Pattern OF_ALL = Pattern.compile(NUMBER + " of all " + NUMBER + " rows");
  private static final Pattern THE = Pattern.compile("\\bthe " + NUMBER + " ");
  private static final Pattern ALL = Pattern.compile("all " + NUMBER + " ");
  private static final Pattern REST = Pattern.compile(NUMBER);

  private WithoutFigures() {}

  static String of(String text) {
    String words = IN_BRACKETS.matcher(text).replaceAll("");
    words = OF_MISSING.matcher(words).replaceAll("; in rows without one $1 leads to an account");
    words = WITHOUT_ONE.matcher(words).replaceAll("in rows without one $1 leads to an account");
    words =
        BY_ROWS
            .matcher(words)
            .replaceAll(
                found ->
                    "rows are referred to, "
                        + (found.group(1).equals("0") ? "none of them by" : "some of them by"));
    words = LOOKUP.matcher(words).replaceAll("rows of several accounts refer to the same rows");
    words = OF_ALL.matcher(words).replaceAll(WithoutFigures::ofAll);
    words = EACH.matcher(words).replaceAll(WithoutFigures::each);
    words = PART.matcher(words).replaceAll(WithoutFigures::part);
    words = THE.matcher(words).replaceAll("the ");
    words = ALL.matcher(words).replaceAll("all ");
    return REST.matcher(words).replaceAll("some");
  }

  private static String each(MatchResult found) {
    return (found.group(1).equals("each") ? "each " : "no ")
        + (found.group(3) == null ? "" : found.group(3))
        + "row";
  }

  private static String ofAll(MatchResult found) {
    return found.group(1).equals(found.group(2))
        ? "all rows"
        : found.group(1).equals("0") ? "no rows" : "some rows";
  }

  private static String part(MatchResult found) {
    String sampled = found.group(5) == null ? "" : found.group(5);
    if (found.group(1).equals(found.group(4))) {
      return "all" + sampled;
    }
    return (found.group(1).equals("0") ? "none of the" : "some of the") + sampled;
  }
}
