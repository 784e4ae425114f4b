package dev.lapse.security;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * Who asks over HTTP.
 *
 * @param actor recorded with what is done: the subject of the token, never a name
 * @param administers ids of the accounts whose primary administrator it is
 * @param provides ids of the resold accounts whose provider it is
 * @param anybody true for whoever signed in with a password that was printed on the terminal of
 *     this machine: it may ask for whoever has the right to
 */
public record Caller(
    String actor, Set<Role> roles, Set<String> administers, Set<String> provides, boolean anybody) {
  public Caller {
    roles = Set.copyOf(roles);
    administers = Set.copyOf(administers);
    provides = Set.copyOf(provides);
  }

  /** Who that is whom Spring Security let in: the one place that knows the ways to sign in. */
  public static Caller of(Authentication authentication) {
    Object principal = authentication.getPrincipal();
    if (principal instanceof Caller caller) {
      return caller;
    }
    if (principal instanceof ConsoleUser user) {
      return user.caller();
    }
    if (principal instanceof UserDetails local) {
      return new Caller(local.getUsername(), roles(authentication), Set.of(), Set.of(), true);
    }
    throw new AuthenticationServiceException(
        "nobody is known by " + authentication.getClass().getName());
  }

  private static Set<Role> roles(Authentication authentication) {
    Set<String> granted =
        authentication.getAuthorities().stream()
            .map(authority -> String.valueOf(authority.getAuthority()))
            .collect(Collectors.toSet());
    return Arrays.stream(Role.values())
        .filter(role -> granted.contains(role.authority()))
        .collect(Collectors.toSet());
  }

  /** True if it may know whether Lapse knows this account. */
  public boolean mayKnow(String account) {
    return anybody
        || administers.contains(account)
        || provides.contains(account)
        || roles.stream().anyMatch(role -> role != Role.LIFECYCLE);
  }

  /**
   * Lets pass whoever may know whether Lapse knows this account.
   *
   * @throws Forbidden for all others
   */
  public void requireMayKnow(String account) {
    if (!mayKnow(account)) {
      throw new Forbidden("the token does not name account '%s'".formatted(account));
    }
  }
}
