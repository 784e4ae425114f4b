package dev.lapse.security;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;

/**
 * Asks the OpenID provider for its addresses when somebody wants to sign in, and not at the start:
 * the night must begin though the provider is down. Others than Lapse's registration lead nowhere.
 */
final class LazyRegistrations implements ClientRegistrationRepository {
  private final OAuth2ClientProperties settings;
  private volatile @Nullable Map<String, ClientRegistration> known;

  LazyRegistrations(OAuth2ClientProperties settings) {
    this.settings = settings;
  }

  @Override
  public @Nullable ClientRegistration findByRegistrationId(String id) {
    if (!id.equals(WayInByIssuer.REGISTRATION) || !settings.getRegistration().containsKey(id)) {
      return null;
    }
    Map<String, ClientRegistration> asked = known;
    if (asked == null) {
      asked = new OAuth2ClientPropertiesMapper(settings).asClientRegistrations();
      known = asked;
    }
    return asked.get(id);
  }
}
