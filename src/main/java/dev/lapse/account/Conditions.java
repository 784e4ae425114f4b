package dev.lapse.account;

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
 * What a command asks of the moment at which it is carried out.
 *
 * @param path what is commanded, and of which account
 * @param key the idempotency key, or null
 * @param ifMatch the tags of which the account must have one; {@code *} for any; null if not asked
 */
record Conditions(String path, @Nullable String key, @Nullable String ifMatch) {
  static final String KEY = "Idempotency-Key";
  private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,200}");

  /**
   * Reads the headers.
   *
   * @throws HasProblem if the key is none
   */
  static Conditions of(HttpServletRequest request) {
    List<String> keys = Collections.list(request.getHeaders(KEY));
    if (keys.size() > 1 || (keys.size() == 1 && !VISIBLE.matcher(keys.get(0)).matches())) {
      throw new WrongKey();
    }
    List<String> tags = Collections.list(request.getHeaders(HttpHeaders.IF_MATCH));
    return new Conditions(
        request.getMethod() + " " + request.getRequestURI(),
        keys.isEmpty() ? null : keys.get(0),
        tags.isEmpty() ? null : String.join(",", tags));
  }

  /** True if an account with this tag is what the caller believes it to be. */
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
