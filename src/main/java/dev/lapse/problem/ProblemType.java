package dev.lapse.problem;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of problems, each with a type that never changes, because programs distinguish problems
 * by it (RFC 9457). The status is that of the HTTP response.
 */
public enum ProblemType {
  // the request itself
  MALFORMED(400, "The request is malformed"),
  INVALID(422, "A value is invalid"),
  TOO_LARGE(413, "The body is too large"),
  NOT_FOUND(404, "Not found"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  NOT_ACCEPTABLE(406, "Not acceptable"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),

  // the caller
  UNAUTHENTICATED(Kind.DENIAL, 401, "Authentication is required"),
  FORBIDDEN(Kind.DENIAL, 403, "This requires another role"),
  TOO_MANY_ATTEMPTS(Kind.DENIAL, 429, "Too many attempts"),
  NO_CSRF_TOKEN(Kind.DENIAL, 403, "The request may come from another site"),
  WRONG_HOST(Kind.DENIAL, 421, "The request is meant for another host"),
  ISSUER_UNREACHABLE(503, "Tokens cannot be checked"),
  NOT_PRIMARY_ADMINISTRATOR(Kind.DENIAL, 403, "Only the primary administrator may do this"),
  NOT_PROVIDER(Kind.DENIAL, 403, "Only the provider of a resold account may do this"),

  // the state of the account
  UNKNOWN_ACCOUNT(404, "The account is not known"),
  CHANGED_MEANWHILE(412, "The account changed meanwhile"),
  CONTRADICTION(409, "The request contradicts what is known of the account"),
  KEY_USED_OTHERWISE(422, "The idempotency key belongs to another request"),

  // rules of the policy
  RESOLD(Kind.DENIAL, 409, "A resold account cannot be paused"),
  TRIAL(Kind.DENIAL, 409, "A trial cannot be paused"),
  NOT_A_TRIAL(Kind.DENIAL, 409, "Only a trial can end as a trial"),
  PAUSED_RECENTLY(Kind.DENIAL, 409, "The account was paused too recently"),
  RETENTION_NOT_OFFERED(Kind.DENIAL, 409, "The data cannot be kept by choice"),
  ALREADY_LAPSED(Kind.DENIAL, 409, "The account has already lapsed"),
  NOT_LAPSED(Kind.DENIAL, 409, "The account has not lapsed"),
  NOTHING_RETAINED(Kind.DENIAL, 409, "No data is retained"),
  PAST_POINT_OF_NO_RETURN(Kind.DENIAL, 409, "The account is past the point of no return"),
  BEING_ERASED(Kind.DENIAL, 409, "The account is being erased"),
  ALREADY_ERASED(Kind.DENIAL, 409, "The account is erased"),
  ALREADY_ON_HOLD(Kind.DENIAL, 409, "A hold is in force"),
  NOT_ON_HOLD(Kind.DENIAL, 409, "The hold is not in force"),
  KNOWN_TO_A_DATABASE(Kind.DENIAL, 409, "A database knows the account"),
  LIVES_ELSEWHERE(Kind.DENIAL, 409, "The account comes from a store and is changed there"),

  // runs
  PLAN_NO_LONGER_TRUE(409, "The plan is no longer valid"),
  RUN_REFUSED(409, "The run's status does not allow this"),
  ALREADY_RUNNING(409, "The job is already running"),
  TOO_MANY_RUNS(503, "Too many concurrent runs"),

  // events
  DESTINATION_STOPPED(409, "The destination is stopped"),

  UNAVAILABLE(503, "Lapse cannot do this at the moment"),
  FAILED(500, "Lapse failed");

  private static final String PREFIX = "urn:lapse:problem:";

  private enum Kind {
    DENIAL,
    MISTAKE_OR_FAILURE
  }

  private final Kind kind;
  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this(Kind.MISTAKE_OR_FAILURE, status, title);
  }

  ProblemType(Kind kind, int status, String title) {
    this.kind = kind;
    this.status = status;
    this.title = title;
  }

  /** The name of a rule, by which {@code RefusedByRule} knows it. */
  public static Optional<ProblemType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.text().equals(name)).findFirst();
  }

  /** In lower case, such as {@code paused-recently}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The {@code type} of the problem. */
  public URI uri() {
    return URI.create(PREFIX + text());
  }

  /** Whether authorization, a rate limit or a rule denied the request. */
  public boolean isDenial() {
    return kind == Kind.DENIAL;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }
}
