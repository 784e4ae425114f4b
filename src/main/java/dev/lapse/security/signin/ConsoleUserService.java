package dev.lapse.security.signin;

import dev.lapse.security.ConsoleUser;
import dev.lapse.security.ReadClaims;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/** Loads the console's user from the ID token and the user info. */
@Component
@Profile("serve")
@Conditional(Issuer.Given.class)
final class ConsoleUserService implements OAuth2UserService<OidcUserRequest, OidcUser> {
  private final OidcUserService provider = new OidcUserService();
  private final ReadClaims claims;

  ConsoleUserService(ReadClaims claims) {
    this.claims = claims;
  }

  @Override
  public OidcUser loadUser(OidcUserRequest request) {
    OidcUser user = provider.loadUser(request);
    String subject = user.getSubject();
    if (subject == null || !AccessTokenValidator.isSubject(subject)) {
      throw new OAuth2AuthenticationException("invalid_id_token");
    }
    return new ConsoleUser(user, claims.caller(subject, user.getClaims()));
  }
}
