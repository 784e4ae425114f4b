package dev.lapse.account;

import dev.lapse.file.NearestName;
import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Policy;
import dev.lapse.policy.Words;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of an import: an account as the company knows it. {@code lapsedAt} is null if and only
 * if it is active.
 */
record ImportLine(
    String id,
    @Nullable String name,
    AccountKind kind,
    AccountState state,
    @Nullable Instant lapsedAt,
    boolean retainData,
    ZoneId zone,
    String cell) {
  private static final List<String> KEYS =
      List.of("id", "name", "kind", "state", "lapsedAt", "retainData", "timeZone", "cell");
  private static final int LONGEST = 200;
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  /** A line that cannot be taken; the message says why and what would be right. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String reason) {
      super(reason);
    }
  }

  /**
   * Reads a line.
   *
   * @param cells the cells that exist
   * @param now lapses later than this by more than five minutes are refused
   * @throws Wrong with the reason
   */
  static ImportLine parse(String line, JsonMapper json, List<String> cells, Instant now) {
    JsonNode object;
    try {
      object = json.readTree(line);
    } catch (JacksonException notJson) {
      throw new Wrong("not a JSON object: " + notJson.getOriginalMessage());
    }
    return of(object, cells, now);
  }

  /**
   * The same of a line that is read already.
   *
   * @throws Wrong with the reason
   */
  static ImportLine of(JsonNode object, List<String> cells, Instant now) {
    if (!object.isObject()) {
      throw new Wrong("not a JSON object");
    }
    for (String key : object.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw new Wrong("unknown key '%s'%s".formatted(key, NearestName.hint(key, KEYS)));
      }
    }
    AccountState state = constant(AccountState.class, "state", required(object, "state"));
    Instant lapsedAt = lapsedAt(object, state, now);
    String cell = optional(object, "cell", "main");
    if (!cells.contains(cell)) {
      throw new Wrong(
          "'cell' is '%s', which no store has%s".formatted(cell, NearestName.hint(cell, cells)));
    }
    return new ImportLine(
        required(object, "id"),
        object.hasNonNull("name") ? text(object, "name") : null,
        constant(AccountKind.class, "kind", required(object, "kind")),
        state,
        lapsedAt,
        flag(object, "retainData"),
        zone(optional(object, "timeZone", "UTC")),
        cell);
  }

  private static @Nullable Instant lapsedAt(JsonNode object, AccountState state, Instant now) {
    if (state == AccountState.ACTIVE) {
      if (object.hasNonNull("lapsedAt")) {
        throw new Wrong(
            "'lapsedAt' is given, but the account is active; leave it out, or say paused, closed or trial-ended");
      }
      return null;
    }
    String text = required(object, "lapsedAt");
    try {
      Instant lapsedAt = java.time.OffsetDateTime.parse(text).toInstant();
      if (lapsedAt.isAfter(now.plus(CLOCK_SKEW))) {
        throw new Wrong("'lapsedAt' is " + text + ", which is in the future");
      }
      if (lapsedAt.atOffset(ZoneOffset.UTC).getYear() < 1970) {
        throw new Wrong("'lapsedAt' is " + text + ", which is before 1970");
      }
      return Policy.wholeMicrosUp(lapsedAt);
    } catch (DateTimeException notAnInstant) {
      throw new Wrong(
          "'lapsedAt' is '" + text + "', but must be an instant such as 2026-11-01T09:30:00Z");
    }
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException notAZone) {
      throw new Wrong(
          "'timeZone' is '%s', which is not a time zone%s"
              .formatted(
                  text,
                  NearestName.of(text, ZoneId.getAvailableZoneIds())
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse("; use a name such as Europe/Paris")));
    }
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String key, String text) {
    return Words.find(type, text)
        .orElseThrow(
            () ->
                new Wrong(
                    "'%s' is '%s', but must be one of %s"
                        .formatted(key, text, String.join(", ", Words.all(type)))));
  }

  private static boolean flag(JsonNode object, String key) {
    if (!object.hasNonNull(key)) {
      return false;
    }
    if (!object.get(key).isBoolean()) {
      throw new Wrong("'" + key + "' must be true or false");
    }
    return object.get(key).booleanValue();
  }

  private static String required(JsonNode object, String key) {
    if (!object.hasNonNull(key)) {
      throw new Wrong("'" + key + "' is missing");
    }
    return text(object, key);
  }

  private static String optional(JsonNode object, String key, String otherwise) {
    return object.hasNonNull(key) ? text(object, key) : otherwise;
  }

  private static boolean isWhole(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static String text(JsonNode object, String key) {
    JsonNode value = object.get(key);
    if (!value.isString() || value.stringValue().isBlank()) {
      throw new Wrong("'" + key + "' must be a text in quotes that is not empty");
    }
    String text = value.stringValue();
    if (text.length() > LONGEST) {
      throw new Wrong(
          "'%s' has %d characters, but may have %d at most".formatted(key, text.length(), LONGEST));
    }
    if (text.indexOf('\0') >= 0 || !isWhole(text)) {
      throw new Wrong("'" + key + "' contains a character that is none: NUL, or half of a pair");
    }
    return value.stringValue();
  }
}
