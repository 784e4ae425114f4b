package dev.lapse.security;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * The caller of an HTTP request.
 *
 * @param actor recorded with every action: the subject of the token, never a name
 * @param administers ids of the accounts whose primary administrator the caller is
 * @param provides ids of the resold accounts whose provider the caller is
 * @param actsForAnyAccount true for a caller who signed in with a password printed on this
 *     machine's terminal: it may act for any entitled person
 */
public record Caller(
    String actor,
    Set<Role> roles,
    Set<String> administers,
    Set<String> provides,
    boolean actsForAnyAccount) {
  public Caller {
    roles = Set.copyOf(roles);
    administers = Set.copyOf(administers);
    provides = Set.copyOf(provides);
  }

  /**
   * Maps Spring Security's principal to a caller. The only place that knows all sign-in methods.
   */
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
        "no caller for " + authentication.getClass().getName());
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

  /** True if the caller may learn whether this account exists. */
  public boolean mayKnow(String account) {
    return actsForAnyAccount
        || administers.contains(account)
        || provides.contains(account)
        || roles.stream().anyMatch(role -> role != Role.LIFECYCLE);
  }

  /**
   * Checks that the caller may learn whether this account exists.
   *
   * @throws Forbidden if not
   */
  public void requireMayKnow(String account) {
    if (!mayKnow(account)) {
      throw new Forbidden("the token does not name account '%s'".formatted(account));
    }
  }
}
