package dev.lapse.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.stereotype.Component;

/** Turns the claims of a validated token into a caller. */
@Component
public final class ReadClaims {
  private final ClaimNames names;

  ReadClaims(ClaimNames names) {
    this.names = names;
  }

  /** Unknown roles belong to other programs and are ignored. */
  public Caller caller(String subject, Map<String, Object> claims) {
    Set<String> named = Set.copyOf(texts(find(claims, names.rolesClaim())));
    Set<Role> roles =
        Arrays.stream(Role.values())
            .filter(role -> named.contains(role.text()))
            .collect(Collectors.toSet());
    return new Caller(
        subject,
        roles,
        Set.copyOf(texts(find(claims, names.primaryAdministratorOfClaim()))),
        Set.copyOf(texts(find(claims, names.providerOfClaim()))),
        false);
  }

  public static Collection<GrantedAuthority> authorities(Caller caller) {
    return caller.roles().stream()
        .<GrantedAuthority>map(role -> new SimpleGrantedAuthority(role.authority()))
        .toList();
  }

  /** A claim whose own name contains dots takes precedence over a path into objects. */
  private static Optional<Object> find(Map<String, Object> claims, String path) {
    @Nullable Object whole = claims.get(path);
    if (whole != null) {
      return Optional.of(whole);
    }
    int dot = path.indexOf('.');
    return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
        ? find(withTextKeys(inner), path.substring(dot + 1))
        : Optional.empty();
  }

  private static Map<String, Object> withTextKeys(Map<?, ?> map) {
    return map.entrySet().stream()
        .filter(entry -> entry.getKey() != null && entry.getValue() != null)
        .collect(Collectors.toMap(entry -> String.valueOf(entry.getKey()), Map.Entry::getValue));
  }

  /** An array of texts and whole numbers, or a single one of them. */
  private static List<String> texts(Optional<Object> claim) {
    return claim.stream()
        .flatMap(
            value -> value instanceof Collection<?> several ? several.stream() : Stream.of(value))
        .filter(
            value -> value instanceof String || value instanceof Integer || value instanceof Long)
        .map(String::valueOf)
        .toList();
  }
}
