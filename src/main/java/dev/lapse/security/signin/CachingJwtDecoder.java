package dev.lapse.security.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Caches validated tokens by their digests: a gateway sends the same one with thousands of requests
 * per second, and checking its signature is half of the work of a response. For a minute at most,
 * and never past the token's expiry; invalid tokens are not cached.
 */
final class CachingJwtDecoder implements JwtDecoder {
  static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int MOST = 10_000;

  /** A token and the time of its check. */
  private record Checked(Jwt token, Instant at) {}

  private final JwtDecoder check;
  private final InstantSource clock;
  private final Cache<String, Checked> good =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LONGEST).build();

  CachingJwtDecoder(JwtDecoder check, InstantSource clock) {
    this.check = check;
    this.clock = clock;
  }

  @Override
  public Jwt decode(String token) {
    Instant now = clock.instant();
    String digest = digest(token);
    Checked known = good.getIfPresent(digest);
    if (known != null && isStillGood(known, now)) {
      return known.token();
    }
    Jwt checked = check.decode(token);
    good.put(digest, new Checked(checked, now));
    return checked;
  }

  /** Whether it is accepted without another check. */
  boolean knows(String token) {
    Checked known = good.getIfPresent(digest(token));
    return known != null && isStillGood(known, clock.instant());
  }

  /** A clock that was set back does not extend the time. */
  private static boolean isStillGood(Checked known, Instant now) {
    Instant expires = known.token().getExpiresAt();
    return expires != null
        && now.isBefore(expires)
        && !now.isBefore(known.at())
        && now.isBefore(known.at().plus(LONGEST));
  }

  private static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
