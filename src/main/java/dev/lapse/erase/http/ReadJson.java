package dev.lapse.erase.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the members of a response strictly. An optional member must be missing, null, or of the
 * documented type; anything else is refused, because its meaning is unknown.
 */
final class ReadJson {
  /** Maximum count per account; sums of it do not overflow. */
  static final long MOST = 1_000_000_000_000L;

  private static final int LONGEST_TEXT = 200;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;

  private ReadJson(JsonNode object) {
    this.object = object;
  }

  /** Empty unless the text is one complete object. */
  static Optional<ReadJson> object(String text) {
    return value(text).filter(JsonNode::isObject).map(ReadJson::new);
  }

  static boolean isJson(String text) {
    return value(text).isPresent();
  }

  /** A count. */
  long count(String member) {
    JsonNode value = object.path(member);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
      throw new NotAsPromised("'%s' must be a whole number from 0".formatted(member));
    }
    if (value.asLong() > MOST) {
      throw new NotAsPromised("'%s' is greater than %d".formatted(member, MOST));
    }
    return value.asLong();
  }

  /** A required word. */
  String word(String member) {
    JsonNode value = object.path(member);
    return value.isString() ? value.asString() : "";
  }

  /** One line of limited length, because it is recorded; null if there is none. */
  @Nullable String text(String member) {
    JsonNode value = object.path(member);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    String line =
        value.isString()
            ? value.asString().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip()
            : "";
    if (line.isEmpty()) {
      throw new NotAsPromised("'%s' must be a text, null or left out".formatted(member));
    }
    return line.substring(0, Math.min(LONGEST_TEXT, line.length()));
  }

  private static Optional<JsonNode> value(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return Optional.ofNullable(node).filter(json -> !json.isMissingNode());
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  /** A member does not conform to docs/http-store.yaml. */
  static final class NotAsPromised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAsPromised(String what) {
      super(what);
    }
  }
}
