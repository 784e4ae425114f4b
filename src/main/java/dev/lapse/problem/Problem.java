package dev.lapse.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One problem, by RFC 9457.
 *
 * @param detail says what is wrong, where, and how to correct it
 * @param more additional members of the type, such as the first possible date
 */
public record Problem(ProblemType type, String detail, Map<String, ?> more) {
  /** The request attribute with the problem of its response. */
  public static final String ATTRIBUTE = "dev.lapse.problem";

  public Problem {
    more = Map.copyOf(more);
  }

  public Problem(ProblemType type, String detail) {
    this(type, detail, Map.of());
  }

  /** The members in the order in which people read them. */
  public Map<String, @Nullable Object> members() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("type", type.uri().toString());
    members.put("title", type.title());
    members.put("status", type.status());
    members.put("detail", detail);
    members.putAll(more);
    return members;
  }
}
