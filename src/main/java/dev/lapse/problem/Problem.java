package dev.lapse.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

  private static final Map<ProblemType, Integer> TRY_AGAIN_AFTER_SECONDS =
      Map.of(ProblemType.UNAVAILABLE, 1, ProblemType.TOO_MANY_RUNS, 10);

  public Problem {
    more = Map.copyOf(more);
  }

  public Problem(ProblemType type, String detail) {
    this(type, detail, Map.of());
  }

  /** When the same request may succeed, for the header {@code Retry-After}. */
  public Optional<Integer> tryAgainAfterSeconds() {
    return Optional.ofNullable(TRY_AGAIN_AFTER_SECONDS.get(type));
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
