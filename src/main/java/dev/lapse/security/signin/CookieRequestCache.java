package dev.lapse.security.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;

/**
 * After signing in, redirects to the account page that was requested before. The path is kept in a
 * cookie, so that visitors who never sign in cost no memory. It is only followed if it is the path
 * of an account page.
 */
public final class CookieRequestCache implements RequestCache {
  static final String COOKIE = "lapse-page";

  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int LONGEST = 2_000;
  private static final Pattern PAGE = Pattern.compile("/accounts/[\\w.~!$&'()*+,=:@%-]+");

  @Override
  public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
    String path = request.getRequestURI();
    if (request.getMethod().equals("GET") && isPage(path)) {
      String kept = Base64.getUrlEncoder().withoutPadding().encodeToString(path.getBytes(UTF_8));
      set(request, response, kept, KEPT);
    }
  }

  @Override
  public @Nullable SavedRequest getRequest(
      HttpServletRequest request, HttpServletResponse response) {
    return page(request).map(SimpleSavedRequest::new).orElse(null);
  }

  /** The page is requested again and needs nothing of the first request. */
  @Override
  public @Nullable HttpServletRequest getMatchingRequest(
      HttpServletRequest request, HttpServletResponse response) {
    if (SecurityContextHolder.getContext().getAuthentication() != null
        && page(request).filter(request.getRequestURI()::equals).isPresent()) {
      removeRequest(request, response);
    }
    return null;
  }

  @Override
  public void removeRequest(HttpServletRequest request, HttpServletResponse response) {
    set(request, response, "", Duration.ZERO);
  }

  private static Optional<String> page(HttpServletRequest request) {
    return Stream.ofNullable(request.getCookies())
        .flatMap(Arrays::stream)
        .filter(cookie -> cookie.getName().equals(COOKIE))
        .map(Cookie::getValue)
        .findFirst()
        .flatMap(CookieRequestCache::decode)
        .filter(CookieRequestCache::isPage);
  }

  private static Optional<String> decode(String value) {
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(value), UTF_8));
    } catch (IllegalArgumentException made) {
      return Optional.empty();
    }
  }

  private static boolean isPage(String path) {
    return path.length() <= LONGEST && PAGE.matcher(path).matches();
  }

  private static void set(
      HttpServletRequest request, HttpServletResponse response, String value, Duration age) {
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        ResponseCookie.from(COOKIE, value)
            .path("/")
            .maxAge(age)
            .httpOnly(true)
            .sameSite("Lax")
            .secure(request.isSecure())
            .build()
            .toString());
  }
}
