package dev.lapse.security.signin;

import dev.lapse.security.Role;
import dev.lapse.security.refusal.FailedAttempts;
import dev.lapse.security.refusal.TooManyAttempts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Accepts the printed passwords, unless too many attempts have failed. */
final class LocalAuthenticationProvider implements AuthenticationProvider {
  private final LocalUsers users;
  private final FailedAttempts attempts;

  LocalAuthenticationProvider(LocalUsers users, FailedAttempts attempts) {
    this.users = users;
    this.attempts = attempts;
  }

  @Override
  public Authentication authenticate(Authentication asked) {
    String name = asked.getName();
    refuseIfTooMany(asked);
    Optional<Role> role = users.roleOf(name);
    if (role.isEmpty() || !users.matches(role.get(), String.valueOf(asked.getCredentials()))) {
      throw new BadCredentialsException("wrong user name or password");
    }
    // of many concurrent attempts, those after ten failures do not learn their result either
    refuseIfTooMany(asked);
    UserDetails user = users.loadUserByUsername(name);
    UsernamePasswordAuthenticationToken known =
        UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities());
    known.setDetails(asked.getDetails());
    return known;
  }

  private void refuseIfTooMany(Authentication asked) {
    attempts
        .wait(address(asked.getDetails()), asked.getName())
        .ifPresent(
            wait -> {
              throw new TooManyAttempts(wait);
            });
  }

  private static String address(@Nullable Object details) {
    return details instanceof WebAuthenticationDetails web ? web.getRemoteAddress() : "";
  }

  @Override
  public boolean supports(Class<?> type) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
  }
}
