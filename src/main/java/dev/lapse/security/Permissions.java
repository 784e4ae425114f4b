package dev.lapse.security;

import static dev.lapse.security.Permission.anyone;
import static dev.lapse.security.Permission.roles;
import static dev.lapse.security.Permission.signedIn;
import static dev.lapse.security.Role.ACCESS;
import static dev.lapse.security.Role.APPROVER;
import static dev.lapse.security.Role.LIFECYCLE;
import static dev.lapse.security.Role.OPERATOR;
import static dev.lapse.security.Role.VIEWER;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The table of who may do what over HTTP. The first matching row decides; requests that match no
 * row are refused. {@code docs/security.md} has the same table.
 */
public final class Permissions {
  /** For a path without sign-in, credentials are not checked at all. */
  static final List<Permission> OPEN =
      List.of(
          anyone(GET, "/actuator/health"),
          anyone(GET, "/actuator/health/**"),
          anyone(GET, "/actuator/prometheus"),
          anyone(GET, "/static/**"));

  static final List<Permission> API =
      List.of(
          roles(GET, "/api/v1/accounts", VIEWER, OPERATOR, APPROVER),
          roles(GET, "/api/v1/accounts/{id}/details", VIEWER, OPERATOR, APPROVER),
          roles(GET, "/api/v1/holds", VIEWER, OPERATOR, APPROVER),
          roles(GET, "/api/v1/accounts/{id}", VIEWER, OPERATOR, APPROVER, LIFECYCLE),
          roles(PUT, "/api/v1/accounts/{id}", OPERATOR),
          roles(POST, "/api/v1/accounts/{id}/pause", LIFECYCLE),
          roles(POST, "/api/v1/accounts/{id}/close", LIFECYCLE),
          roles(POST, "/api/v1/accounts/{id}/trial-end", LIFECYCLE),
          roles(POST, "/api/v1/accounts/{id}/withdraw-retention", LIFECYCLE),
          roles(POST, "/api/v1/accounts/{id}/reactivate", LIFECYCLE),
          roles(GET, "/api/v1/accounts/{id}/holds", VIEWER, OPERATOR, APPROVER),
          roles(POST, "/api/v1/accounts/{id}/holds", OPERATOR),
          roles(POST, "/api/v1/accounts/{id}/holds/{name}/release", OPERATOR),
          roles(POST, "/api/v1/accounts/{id}/vouch", APPROVER),
          roles(POST, "/api/v1/accounts/{id}/forget", APPROVER),
          roles(GET, "/api/v1/accounts/{id}/evidence", VIEWER, OPERATOR, APPROVER),
          roles(GET, "/api/v1/accounts/{id}/access", VIEWER, OPERATOR, ACCESS),
          roles(GET, "/api/v1/accounts/{id}/sign-in", VIEWER, OPERATOR, ACCESS),
          roles(POST, "/api/v1/access", VIEWER, OPERATOR, ACCESS),
          roles(GET, "/api/v1/runs", VIEWER, OPERATOR, APPROVER),
          roles(POST, "/api/v1/runs", OPERATOR),
          roles(GET, "/api/v1/runs/{id}", VIEWER, OPERATOR, APPROVER),
          roles(GET, "/api/v1/runs/{id}/accounts", VIEWER, OPERATOR, APPROVER),
          roles(POST, "/api/v1/runs/{id}/stop", OPERATOR),
          roles(POST, "/api/v1/runs/{id}/reject", OPERATOR, APPROVER),
          roles(POST, "/api/v1/runs/{id}/approve", APPROVER),
          roles(POST, "/api/v1/runs/{id}/rerun", OPERATOR),
          roles(GET, "/api/v1/policy", VIEWER, OPERATOR, APPROVER, LIFECYCLE),
          roles(GET, "/api/v1/forecast", VIEWER, OPERATOR, APPROVER),
          roles(GET, "/api/v1/reports/lapses", VIEWER, OPERATOR, APPROVER),
          roles(GET, "/api/v1/dead-letters", VIEWER, OPERATOR, APPROVER),
          roles(POST, "/api/v1/dead-letters/resend", OPERATOR),
          roles(POST, "/api/v1/webhooks/{name}/resume", OPERATOR),
          roles(GET, "/api/v1/refused-attempts", VIEWER, OPERATOR, APPROVER),
          signedIn(GET, "/v3/api-docs"),
          signedIn(GET, "/v3/api-docs.yaml"),
          signedIn(GET, "/asyncapi.yaml"),
          roles(GET, "/actuator", OPERATOR),
          roles(GET, "/actuator/info", OPERATOR));

  static final List<Permission> PAGES =
      List.of(
          anyone(GET, "/sign-in"),
          anyone(POST, "/sign-in"),
          anyone(GET, "/oauth2/authorization/{registration}"),
          anyone(GET, "/login/oauth2/code/lapse"),
          signedIn(POST, "/sign-out"),
          signedIn(GET, "/"),
          roles(GET, "/accounts", VIEWER, OPERATOR, APPROVER),
          roles(GET, "/accounts/{id}", VIEWER, OPERATOR, APPROVER),
          roles(GET, "/catalog/review", APPROVER),
          roles(POST, "/catalog/review/start", APPROVER),
          roles(POST, "/catalog/review/answer", APPROVER),
          roles(POST, "/catalog/review/later", APPROVER),
          roles(POST, "/catalog/review/undo", APPROVER));

  public static final List<Permission> ALL =
      Stream.of(API, PAGES, OPEN).flatMap(List::stream).toList();

  private Permissions() {}

  /** Matches requests that need no sign-in. */
  public static RequestMatcher matcherOfOpen() {
    return matcherOf(OPEN.stream());
  }

  /** Matches health and metrics, which need no sign-in. */
  public static RequestMatcher matcherOfOpenActuator() {
    return matcherOf(OPEN.stream().filter(open -> open.path().startsWith("/actuator/")));
  }

  private static RequestMatcher matcherOf(Stream<Permission> permissions) {
    return new OrRequestMatcher(permissions.flatMap(each -> each.matchers().stream()).toList());
  }
}
