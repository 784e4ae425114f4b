package dev.lapse.security;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may send a kind of request.
 *
 * @param path a pattern; {@code {id}} stands for one segment, {@code **} for any number
 * @param roles any one of them is sufficient; none for {@link Who#ANYONE} and {@link Who#SIGNED_IN}
 */
public record Permission(HttpMethod method, String path, Who who, Set<Role> roles) {
  /** What is required of the caller. */
  enum Who {
    /** No authentication. */
    ANYONE,
    /** Authentication. */
    SIGNED_IN,
    /** One of the roles. */
    ROLE
  }

  static Permission anyone(HttpMethod method, String path) {
    return new Permission(method, path, Who.ANYONE, Set.of());
  }

  static Permission signedIn(HttpMethod method, String path) {
    return new Permission(method, path, Who.SIGNED_IN, Set.of());
  }

  static Permission roles(HttpMethod method, String path, Role... roles) {
    return new Permission(method, path, Who.ROLE, Set.of(roles));
  }

  /** The roles in order, for a sentence. */
  public String rolesInWords() {
    List<String> names = roles.stream().sorted().map(Role::text).toList();
    return names.stream().collect(Collectors.joining(" or "));
  }

  /** HEAD counts as GET. */
  List<RequestMatcher> matchers() {
    return methods()
        .<RequestMatcher>map(each -> PathPatternRequestMatcher.pathPattern(each, path))
        .toList();
  }

  private Stream<HttpMethod> methods() {
    return method.equals(HttpMethod.GET)
        ? Stream.of(HttpMethod.GET, HttpMethod.HEAD)
        : Stream.of(method);
  }
}
