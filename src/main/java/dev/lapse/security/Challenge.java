package dev.lapse.security;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtValidationException;

/** The {@code WWW-Authenticate} header: by what one gets in, and why not by what was brought. */
final class Challenge {
  static final String FOR_PASSWORD = "Basic realm=\"Lapse\", charset=\"UTF-8\"";
  static final String BEARER = "Bearer";

  private Challenge() {}

  /** As RFC 6750 has it. A request without a token is told of no error. */
  static String forToken(boolean brought, AuthenticationException failure) {
    return brought
        ? "Bearer error=\"invalid_token\", error_description=\"%s\""
            .formatted(sentence(true, failure).replaceAll("[^ !#-\\[\\]-~]", "'"))
        : BEARER;
  }

  /**
   * Only what a check of a token says that is well signed is repeated; what a parser says could
   * have pieces of the token in it.
   */
  static String sentence(boolean brought, AuthenticationException failure) {
    if (!brought) {
      return "send a token of the OpenID issuer as Authorization: Bearer";
    }
    return failure.getCause() instanceof JwtValidationException invalid
        ? String.valueOf(invalid.getErrors().iterator().next().getDescription())
        : "the token cannot be read, or is not signed by the OpenID issuer";
  }
}
