package dev.lapse.security.signin;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;

/**
 * Reads the OpenID provider's metadata when somebody signs in, not at the start, because the
 * nightly runs must start even if the provider is down. Only Lapse's own registration exists.
 */
public final class LazyClientRegistrations implements ClientRegistrationRepository {
  private final OAuth2ClientProperties settings;
  private volatile @Nullable Map<String, ClientRegistration> known;

  public LazyClientRegistrations(OAuth2ClientProperties settings) {
    this.settings = settings;
  }

  @Override
  public @Nullable ClientRegistration findByRegistrationId(String id) {
    if (!id.equals(OidcSignIn.REGISTRATION) || !settings.getRegistration().containsKey(id)) {
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
