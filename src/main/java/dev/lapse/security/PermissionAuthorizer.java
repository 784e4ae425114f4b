package dev.lapse.security;

import dev.lapse.problem.VariablesInQuery;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Decides by the first matching row of the table. Requests that match no row are refused. */
public final class PermissionAuthorizer
    implements AuthorizationManager<RequestAuthorizationContext> {
  private static final AuthorizationDecision GRANTED = new AuthorizationDecision(true);
  private static final AuthorizationDecision REFUSED = new AuthorizationDecision(false);

  private record Row(
      Permission permission, List<RequestMatcher> matchers, PathPatternRequestMatcher anyMethod) {
    static Row of(Permission permission) {
      return new Row(
          permission,
          permission.matchers(),
          PathPatternRequestMatcher.pathPattern(permission.path()));
    }

    boolean matches(HttpServletRequest request) {
      return matchers.stream().anyMatch(matcher -> matcher.matches(request));
    }
  }

  private final List<Row> rows;

  public PermissionAuthorizer(List<Permission> permissions) {
    rows = permissions.stream().map(Row::of).toList();
  }

  @Override
  public AuthorizationResult authorize(
      Supplier<? extends Authentication> authentication, RequestAuthorizationContext context) {
    HttpServletRequest request = context.getRequest();
    if (request.getDispatcherType() == DispatcherType.ERROR
        || request.getDispatcherType() == DispatcherType.FORWARD) {
      return GRANTED; // decided when the request arrived
    }
    return find(request).map(permission -> decide(permission, authentication)).orElse(REFUSED);
  }

  private static AuthorizationDecision decide(
      Permission permission, Supplier<? extends Authentication> authentication) {
    if (permission.who() == Permission.Who.ANYONE) {
      return GRANTED;
    }
    Authentication caller = authentication.get();
    if (caller == null
        || !caller.isAuthenticated()
        || caller instanceof AnonymousAuthenticationToken) {
      return REFUSED;
    }
    return permission.who() == Permission.Who.SIGNED_IN
            || Caller.of(caller).roles().stream().anyMatch(permission.roles()::contains)
        ? GRANTED
        : REFUSED;
  }

  public Optional<Permission> find(HttpServletRequest request) {
    return rows.stream().filter(row -> row.matches(request)).findFirst().map(Row::permission);
  }

  /** The methods of this path, separated by commas; empty if there is no such path. */
  public String methodsOf(HttpServletRequest request) {
    return ofPath(request)
        .map(row -> row.permission().method().name())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** The pattern of the path, without ids; empty if there is no such path. */
  public Optional<String> patternOf(HttpServletRequest request) {
    return ofPath(request).map(row -> row.permission().path()).findFirst();
  }

  /** The account in the path, if any. */
  @Nullable
  public String accountOf(HttpServletRequest request) {
    return ofPath(request)
        .filter(row -> row.permission().path().contains("/accounts/{id}"))
        .findFirst()
        .map(row -> row.anyMethod().matcher(request).getVariables().get("id"))
        .map(id -> VariablesInQuery.value(request, "id", id))
        .orElse(null);
  }

  private Stream<Row> ofPath(HttpServletRequest request) {
    return rows.stream().filter(row -> row.anyMethod().matches(request));
  }
}
