package dev.lapse.erase.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The members of an answer. One that may be missing is missing, null, or what was promised; all
 * else is refused, for nobody knows what a service means by it.
 */
final class ReadJson {
  /** No service has more of one account, and a sum of such numbers still fits. */
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

  /** Nothing unless it is one whole object. */
  static Optional<ReadJson> object(String text) {
    return value(text).filter(JsonNode::isObject).map(ReadJson::new);
  }

  static boolean isJson(String text) {
    return value(text).isPresent();
  }

  /** How much there is of something. */
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

  /** A word that has to be there. */
  String word(String member) {
    JsonNode value = object.path(member);
    return value.isString() ? value.asString() : "";
  }

  /** One line, and not too long: it goes into records. Null where there is none. */
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

  /** A member is not what docs/http-store.yaml says. */
  static final class NotAsPromised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAsPromised(String what) {
      super(what);
    }
  }
}
