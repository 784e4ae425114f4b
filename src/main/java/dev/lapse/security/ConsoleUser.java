package dev.lapse.security;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** A person who signed in to the console at the OpenID provider. */
public final class ConsoleUser extends DefaultOidcUser {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Caller caller;

  public ConsoleUser(OidcUser user, Caller caller) {
    super(ReadClaims.authorities(caller), user.getIdToken(), user.getUserInfo());
    this.caller = caller;
  }

  Caller caller() {
    return caller;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other) && other instanceof ConsoleUser user && caller.equals(user.caller);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
