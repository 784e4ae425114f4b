package dev.lapse.catalog;

import dev.lapse.file.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The replacement of an anonymized value: a text in which {@code {account}}, {@code {key}} and {@code {random}} stand for values of the row. {@code {{word}} is the text {@code
 * {word}}; braces around anything but a word are text, as in {@code {}} and {@code {1,2}}.
 */
public record AnonymousValue(List<Part> parts) {
  private static final Pattern WORD = Pattern.compile("(\\{\\{?)([A-Za-z_]\\w*)}");
  private static final Map<String, Part> WORDS =
      new TreeMap<>(Map.of("account", new Account(), "key", new RowKey(), "random", new Random()));

  /** A piece of the value. */
  public sealed interface Part {}

  /** Literal text, the same in every row. */
  public record Text(String text) implements Part {}

  /** The id of the account that the row belongs to. */
  public record Account() implements Part {}

  /** The row's own primary key; the values of a composite one with hyphens between. */
  public record RowKey() implements Part {}

  /** 32 random hex digits, different in every row. */
  public record Random() implements Part {}

  /**
   * Parses a constant.
   *
   * @throws IllegalArgumentException if a word in braces is unknown, with a suggestion
   */
  public static AnonymousValue parse(String constant) {
    List<Part> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Matcher words = WORD.matcher(constant);
    int at = 0;
    while (words.find()) {
      text.append(constant, at, words.start());
      at = words.end();
      String word = words.group(2);
      if (words.group(1).equals("{{")) {
        text.append('{').append(word).append('}');
        continue;
      }
      Part part = WORDS.get(word);
      if (part == null) {
        throw new IllegalArgumentException(
            "'{%s}' has no meaning; write {account}, {key} or {random}%s; the literal text is written '{{%1$s}'"
                .formatted(word, nearest(word)));
      }
      add(text, parts);
      parts.add(part);
    }
    text.append(constant, at, constant.length());
    add(text, parts);
    return new AnonymousValue(List.copyOf(parts));
  }

  /** True if every row of every account gets the same value. */
  public boolean isSameForEveryRow() {
    return parts.stream().allMatch(Text.class::isInstance);
  }

  /** True if no two rows of a table get the same value. */
  public boolean isUniqueByRow() {
    return parts.stream().anyMatch(part -> part instanceof RowKey || part instanceof Random);
  }

  public boolean names(Class<? extends Part> kind) {
    return parts.stream().anyMatch(kind::isInstance);
  }

  /**
   * The value as an SQL expression of type text.
   *
   * @param account an expression for the account's id
   * @param key an expression for each column of the row's primary key
   */
  public String sql(String account, List<String> key) {
    return parts.isEmpty()
        ? "''"
        : parts.stream()
            .map(part -> sql(part, account, key))
            .collect(Collectors.joining(" || ", "(", ")"));
  }

  private static String sql(Part part, String account, List<String> key) {
    if (part instanceof Text text) {
      return SqlLiteral.of(text.text());
    }
    if (part instanceof Account) {
      return "cast(" + account + " as text)";
    }
    return part instanceof RowKey
        ? key.stream()
            .map(column -> "cast(" + column + " as text)")
            .collect(Collectors.joining(" || '-' || ", "(", ")"))
        : "replace(cast(gen_random_uuid() as text), '-', '')";
  }

  private static String nearest(String word) {
    return NearestName.of(word, WORDS.keySet())
        .map(name -> " (did you mean '{%s}'?)".formatted(name))
        .orElse("");
  }

  private static void add(StringBuilder text, List<Part> parts) {
    if (!text.isEmpty()) {
      parts.add(new Text(text.toString()));
      text.setLength(0);
    }
  }
}
