package dev.lapse.security.refusal;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/** The {@code WWW-Authenticate} header: the expected credentials, and why the given ones failed. */
final class Challenge {
  static final String FOR_PASSWORD = "Basic realm=\"Lapse\", charset=\"UTF-8\"";
  static final String BEARER = "Bearer";

  private Challenge() {}

  /** By RFC 6750. A request without a token gets no error code. */
  static String forToken(boolean brought, AuthenticationException failure) {
    return brought
        ? "Bearer error=\"invalid_token\", error_description=\"%s\""
            .formatted(sentence(true, failure).replaceAll("[^ !#-\\[\\]-~]", "'"))
        : BEARER;
  }

  /**
   * Only repeats errors about correctly signed tokens; a parser's message could contain parts of
   * the token.
   */
  static String sentence(boolean brought, AuthenticationException failure) {
    if (!brought) {
      return "send a token of the OpenID issuer as Authorization: Bearer";
    }
    return failure.getCause() instanceof JwtValidationException invalid
        ? String.valueOf(invalid.getErrors().iterator().next().getDescription())
        : "the token is malformed or not signed by the OpenID issuer";
  }
}
