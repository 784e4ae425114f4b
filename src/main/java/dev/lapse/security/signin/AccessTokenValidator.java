package dev.lapse.security.signin;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/**
 * Checks of a token beyond Spring's (signature, time, issuer, audience): it must have a subject
 * that can be recorded as the actor. An ID token is not accepted as an access token.
 */
@Component
@Profile("serve")
@Conditional(Issuer.Given.class)
final class AccessTokenValidator implements OAuth2TokenValidator<Jwt> {
  private static final Pattern SUBJECT = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{1,200}");

  @Override
  public OAuth2TokenValidatorResult validate(Jwt token) {
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
