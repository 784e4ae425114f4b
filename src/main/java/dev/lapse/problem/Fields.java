package dev.lapse.problem;

import dev.lapse.file.NearestName;
import dev.lapse.problem.WrongFields.WrongField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of one JSON object, read strictly. Errors are collected, so that {@link #check} can
 * report all of them at once; until then an invalid field reads as an absent one. {@code null}
 * stands for absent.
 */
public final class Fields {
  /** Default maximum length of a text, in characters. */
  public static final int LONGEST = 200;

  private static final int LONGEST_REASON = 2_000;

  private final JsonNode object;
  private final List<WrongField> wrong = new ArrayList<>();

  /**
   * Checks the names.
   *
   * @param known all allowed names
   */
  public Fields(JsonNode object, List<String> known) {
    this.object = object;
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        wrong(
            name,
            known.isEmpty()
                ? "unknown key '%s'; the body must be empty".formatted(name)
                : "unknown key '%s'%s".formatted(name, NearestName.hint(name, known)));
      }
    }
  }

  /** The query parameters of a request; all are texts. */
  public static Fields ofQuery(Map<String, String> query, String... known) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    query.forEach(object::put);
    return new Fields(object, List.of(known));
  }

  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** A text that is not blank, or null if there is none. */
  public @Nullable String text(String name) {
    return text(name, LONGEST);
  }

  /**
   * A text that people wrote, such as a reason: of at most 2,000 characters and not blank, or null
   * if there is none.
   */
  public @Nullable String reason(String name) {
    return text(name, LONGEST_REASON);
  }

  /** A required {@link #reason}; empty if it is missing or invalid. */
  public String requiredReason(String name) {
    return required(name, LONGEST_REASON);
  }

  private @Nullable String text(String name, int longest) {
    return has(name) ? attempt(name, () -> checkedText(name, object.get(name), longest)) : null;
  }

  /** A required text; empty if it is missing or invalid. */
  public String required(String name) {
    return required(name, LONGEST);
  }

  /** A required text of at most {@code most} characters; empty if it is missing or invalid. */
  public String required(String name, int longest) {
    if (!has(name)) {
      wrong(name, "'" + name + "' is missing");
    }
    String text = text(name, longest);
    return text == null ? "" : text;
  }

  /**
   * The parsed value of a text, or null if there is none.
   *
   * @param meaning parses the text; throws {@link WrongValue} if it is invalid
   */
  public <T> @Nullable T read(String name, Function<String, T> meaning) {
    String text = text(name);
    return text == null ? null : attempt(name, () -> meaning.apply(text));
  }

  /** The parsed value of a required text; null if it is missing or invalid. */
  public <T> @Nullable T require(String name, Function<String, T> meaning) {
    if (!has(name)) {
      wrong(name, "'" + name + "' is missing");
    }
    return read(name, meaning);
  }

  public boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    if (!object.get(name).isBoolean()) {
      JsonNode value = object.get(name);
      wrong(
          name,
          "'%s' is '%s', but must be true or false"
              .formatted(name, value.isString() ? value.stringValue() : value));
      return false;
    }
    return object.get(name).booleanValue();
  }

  /** A list of at most {@code most} texts; empty if there is none. */
  public List<String> texts(String name, int most) {
    List<String> texts = new ArrayList<>();
    JsonNode list = object.get(name);
    if (list == null) {
      return texts;
    }
    if (list.isNull() || (list.isArray() && list.isEmpty())) {
      // probably a filter that matched nothing, which must not mean everything
      wrong(name, "'" + name + "' is empty; name at least one, or leave it out");
      return texts;
    }
    if (!list.isArray()) {
      wrong(name, "'" + name + "' must be a list of texts, such as [\"42\"]");
      return texts;
    }
    if (list.size() > most) {
      wrong(
          name, "'%s' has %d entries, but may have at most %d".formatted(name, list.size(), most));
      return texts;
    }
    for (int i = 0; i < list.size(); i++) {
      String entry = name + "[" + i + "]";
      JsonNode value = list.get(i);
      String text = attempt(entry, () -> checkedText(entry, value, LONGEST));
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Checks a text from elsewhere, such as the path. */
  public void checkText(String name, String text) {
    attempt(name, () -> checked(name, text, LONGEST));
  }

  public void wrong(String name, String message) {
    wrong.add(new WrongField(name, message));
  }

  /**
   * Reports the collected errors.
   *
   * @throws WrongFields if there are any
   */
  public void check() {
    if (!wrong.isEmpty()) {
      throw new WrongFields(List.copyOf(wrong));
    }
  }

  private <T> @Nullable T attempt(String name, Supplier<T> read) {
    try {
      return read.get();
    } catch (WrongValue value) {
      wrong(name, String.valueOf(value.getMessage()));
      return null;
    }
  }

  /** An encoder for each text would take most of the time in which accounts are read. */
  private static boolean isWellFormed(String text) {
    return text.chars().noneMatch(unit -> Character.isSurrogate((char) unit))
        || StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static String checkedText(String name, JsonNode value, int longest) {
    if (!value.isString() || value.stringValue().isBlank()) {
      throw new WrongValue("'" + name + "' must be a text in quotes that is not empty");
    }
    return checked(name, value.stringValue(), longest);
  }

  /**
   * Checks a {@link #reason} that was not read from JSON.
   *
   * @throws WrongValue if it is blank, too long, or has an invalid character
   */
  public static String validReason(String name, String text) {
    return valid(name, text, LONGEST_REASON);
  }

  /**
   * Checks a text that was not read from JSON by the same rules.
   *
   * @throws WrongValue if it is blank, too long, or has an invalid character
   */
  public static String valid(String name, String text, int longest) {
    if (text.isBlank()) {
      throw new WrongValue("'" + name + "' must be a text that is not empty");
    }
    return checked(name, text, longest);
  }

  private static String checked(String name, String text, int longest) {
    if (text.length() > longest) {
      throw new WrongValue(
          "'%s' has %d characters, but may have at most %d"
              .formatted(name, text.length(), longest));
    }
    if (text.indexOf('\0') >= 0 || !isWellFormed(text)) {
      throw new WrongValue(
          "'" + name + "' contains an invalid character: NUL, or half of a surrogate pair");
    }
    return text;
  }
}
