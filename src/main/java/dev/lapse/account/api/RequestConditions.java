package dev.lapse.account.api;

import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;

/**
 * The preconditions of a command: its idempotency key and the ETag that it expects.
 *
 * @param path path of the request: the command and its account
 * @param key the idempotency key, or null
 * @param ifMatch the ETags, one of which the account must have; {@code *} for any; null without a
 *     condition
 */
record RequestConditions(String path, @Nullable String key, @Nullable String ifMatch) {
  static final String KEY = "Idempotency-Key";
  private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,200}");

  /**
   * Reads the headers.
   *
   * @throws HasProblem if the key is malformed
   */
  static RequestConditions of(HttpServletRequest request) {
    List<String> keys = Collections.list(request.getHeaders(KEY));
    if (keys.size() > 1 || (keys.size() == 1 && !VISIBLE.matcher(keys.get(0)).matches())) {
      throw new WrongKey();
    }
    List<String> tags = Collections.list(request.getHeaders(HttpHeaders.IF_MATCH));
    return new RequestConditions(
        request.getMethod() + " " + path(request),
        keys.isEmpty() ? null : keys.get(0),
        tags.isEmpty() ? null : String.join(",", tags));
  }

  /** The query may name the account. */
  private static String path(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
  }

  /** True if an account with this ETag meets the condition. */
  boolean expect(String etag) {
    if (ifMatch == null || ifMatch.trim().equals("*")) {
      return true;
    }
    return ETag.parse(ifMatch).stream()
        .anyMatch(tag -> !tag.weak() && tag.formattedTag().equals(etag));
  }

  private static final class WrongKey extends HasProblem {
    private static final long serialVersionUID = 1L;

    WrongKey() {
      super(
          new Problem(
              ProblemType.MALFORMED,
              KEY + " must be one value of 1 to 200 visible ASCII characters, such as a UUID"));
    }
  }
}
