package dev.lapse.security.signin;

import dev.lapse.file.WrongFile;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.stereotype.Component;

/**
 * Checks of a token beyond Spring's (signature, time, issuer, audience): it must have a subject
 * that can be recorded as the actor. An ID token is not accepted as an access token.
 */
@Component
@Profile("serve")
@Conditional(Issuer.Given.class)
final class AccessTokenValidator implements OAuth2TokenValidator<Jwt> {
  private static final String AUDIENCES = "spring.security.oauth2.resourceserver.jwt.audiences";
  private static final Pattern SUBJECT = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{1,200}");

  /**
   * Refuses an issuer without an audience.
   *
   * @throws WrongFile if none is set: tokens that the issuer made for other programs would count
   */
  AccessTokenValidator(OAuth2ResourceServerProperties settings) {
    if (settings.getJwt().getAudiences().stream().allMatch(String::isBlank)) {
      throw new WrongFile(
          AUDIENCES,
          "is not set; set it to the audience of Lapse's tokens, or tokens that the issuer made for other programs would be accepted");
    }
  }

  /** A JWT of any kind, or one that says that it is an access token (RFC 9068). */
  @Bean
  static JwtTypeValidator tokenTypes() {
    JwtTypeValidator types = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
    types.setAllowEmpty(true);
    return types;
  }

  @Override
  public OAuth2TokenValidatorResult validate(Jwt token) {
    if (token.getExpiresAt() == null) {
      return wrong("The exp claim is required");
    }
    if (!isSubject(token.getSubject())) {
      return wrong("The sub claim is required, with 1 to 200 characters");
    }
    if (token.hasClaim("at_hash") || "ID".equals(token.getClaims().get("typ"))) {
      return wrong("An ID token is not an access token");
    }
    return OAuth2TokenValidatorResult.success();
  }

  static boolean isSubject(@Nullable String subject) {
    return subject != null && SUBJECT.matcher(subject).matches();
  }

  private static OAuth2TokenValidatorResult wrong(String sentence) {
    return OAuth2TokenValidatorResult.failure(
        new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, sentence, null));
  }
}
