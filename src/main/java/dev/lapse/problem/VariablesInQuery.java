package dev.lapse.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.util.UriUtils;

/**
 * Ids and names that no path can carry, such as {@code a/b}: the path has {@code -} in their place,
 * and the query has them, as in {@code /api/v1/accounts/-/holds/-/release?id=a%2Fb&name=tax%25}.
 * Without the parameter, {@code -} is an id like any other.
 */
@Component
public final class VariablesInQuery implements HandlerInterceptor, WebMvcConfigurer {
  /** Stands for what the query has. */
  private static final String PLACE = "-";

  private static final char NOT_UTF_8 = '\uFFFD';

  private static final Pattern FITS_INTO_PATH =
      Pattern.compile("[^/%;\\\\\\p{Cntrl}\\p{Zl}\\p{Zp}]+");

  @Override
  public void addInterceptors(InterceptorRegistry interceptors) {
    interceptors
        .addInterceptor(this)
        .addPathPatterns("/api/v1/accounts/*", "/api/v1/accounts/*/**", "/accounts/*");
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
        instanceof Map<?, ?> variables) {
      Map<String, String> values = new TreeMap<>();
      variables.forEach(
          (name, value) ->
              values.put(
                  String.valueOf(name),
                  checked(
                      String.valueOf(name),
                      value(request, String.valueOf(name), String.valueOf(value)))));
      request.setAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, values);
    }
    return true;
  }

  /** The value of a variable of the path. */
  public static String value(HttpServletRequest request, String name, String inPath) {
    return inPath.equals(PLACE) ? inQuery(request, name).orElse(inPath) : inPath;
  }

  /** Unlike the servlet's parameters, these do not include those of a form. */
  private static Optional<String> inQuery(HttpServletRequest request, String name) {
    String query = request.getQueryString();
    if (query == null) {
      return Optional.empty();
    }
    return Arrays.stream(query.split("&"))
        .filter(each -> each.startsWith(name + "="))
        .map(each -> each.substring(name.length() + 1))
        .map(VariablesInQuery::decoded)
        .findFirst();
  }

  /** Empty, which is not an id, if it is not percent-encoded correctly. */
  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  /** NUL, or half of a surrogate pair, is in no id, and no database can be asked for it. */
  private static String checked(String name, String value) {
    if (value.indexOf(NOT_UTF_8) >= 0) {
      throw new WrongFields(name, "'" + name + "' is not percent-encoded UTF-8");
    }
    try {
      return Fields.valid(name, value, Integer.MAX_VALUE);
    } catch (WrongValue wrong) {
      throw new WrongFields(name, String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * The path to an account.
   *
   * @param accounts the path to all of them, with a slash at its end
   */
  public static String pathTo(String accounts, String id) {
    boolean fits = FITS_INTO_PATH.matcher(id).matches() && !id.equals(".") && !id.equals("..");
    return fits
        ? accounts + UriUtils.encodePathSegment(id, "UTF-8")
        : accounts + PLACE + "?id=" + UriUtils.encode(id, "UTF-8");
  }
}
