package dev.lapse.security.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** A valid token is not checked at each request, but again after a short time. */
class CachingJwtDecoderTest {
  private static final Instant NOW = Instant.parse("2026-11-10T00:00:00Z");

  private final SettableClock clock = new SettableClock(NOW);
  private final List<String> checked = new ArrayList<>();
  private final JwtDecoder tokens = new CachingJwtDecoder(this::check, clock);

  @Test
  void goodTokenIsCheckedOnceAMinute() {
    tokens.decode("good");
    clock.set(NOW.plus(CachingJwtDecoder.LONGEST).minusNanos(1));
    tokens.decode("good");
    assertThat(checked).containsExactly("good");

    clock.set(NOW.plus(CachingJwtDecoder.LONGEST));
    tokens.decode("good");
    assertThat(checked).hasSize(2);
  }

  @Test
  void tokenIsCheckedAgainFromItsEndOn() {
    tokens.decode("short");
    clock.set(NOW.plusSeconds(10).minusNanos(1));
    tokens.decode("short");
    assertThat(checked).hasSize(1);

    clock.set(NOW.plusSeconds(10));
    tokens.decode("short");
    assertThat(checked).hasSize(2);
  }

  @Test
  void tokenWithoutAnEndIsCheckedEachTime() {
    tokens.decode("endless");
    tokens.decode("endless");

    assertThat(checked).hasSize(2);
  }

  @Test
  void wrongTokenIsCheckedEachTimeAndOthersAreNotTakenForIt() {
    tokens.decode("good");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> tokens.decode("bad")).isInstanceOf(BadJwtException.class);
    }

    assertThat(tokens.decode("good").getSubject()).isEqualTo("good");
    assertThat(checked).containsExactly("good", "bad", "bad");
  }

  @Test
  void clockThatIsSetBackMakesNoTokenLastLonger() {
    tokens.decode("good");
    clock.advance(Duration.ofDays(-1));
    tokens.decode("good");

    assertThat(checked).hasSize(2);
  }

  private Jwt check(String token) {
    checked.add(token);
    if (token.equals("bad")) {
      throw new BadJwtException("bad");
    }
    Jwt.Builder good = Jwt.withTokenValue(token).header("alg", "RS256").subject(token);
    return switch (token) {
      case "short" -> good.expiresAt(NOW.plusSeconds(10)).build();
      case "endless" -> good.build();
      default -> good.expiresAt(NOW.plusSeconds(3_600)).build();
    };
  }
}
