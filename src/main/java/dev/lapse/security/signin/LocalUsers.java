package dev.lapse.security.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lapse.security.Role;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Component;

/**
 * One user for each role, with a new password at every start. The passwords are long and random, so
 * hashing them in memory would not protect anything.
 */
@Component
@Profile("serve")
@Conditional(Issuer.Absent.class)
final class LocalUsers implements UserDetailsService {
  private static final int PASSWORD_BYTES = 18;
  private static final String PLAIN = "{noop}";

  private final Map<Role, String> passwords =
      Arrays.stream(Role.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), role -> newPassword()));

  /** The user has the name of its role. */
  Optional<Role> roleOf(String user) {
    return Arrays.stream(Role.values()).filter(role -> role.text().equals(user)).findFirst();
  }

  boolean matches(Role role, String password) {
    return MessageDigest.isEqual(password(role).getBytes(UTF_8), password.getBytes(UTF_8));
  }

  String password(Role role) {
    return String.valueOf(passwords.get(role));
  }

  @Override
  public UserDetails loadUserByUsername(String user) {
    Role role = roleOf(user).orElseThrow(() -> UsernameNotFoundException.fromUsername(user));
    return User.withUsername(user)
        .password(PLAIN + password(role))
        .roles(role.name().toUpperCase(Locale.ROOT))
        .build();
  }

  private static String newPassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
