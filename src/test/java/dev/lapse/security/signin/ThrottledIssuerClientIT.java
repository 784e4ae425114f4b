package dev.lapse.security.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.LocalServer;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The issuer is contacted when necessary, but not for forged tokens. */
class ThrottledIssuerClientIT {
  private static final AtomicInteger FETCHES = new AtomicInteger();
  private static HttpServer issuer;
  private static TestProgram program;
  private static volatile RSAKey key;
  private static volatile boolean down = true;

  @BeforeAll
  static void serve() throws IOException, JOSEException {
    key = newKey();
    issuer = LocalServer.create();
    issuer.createContext(
        "/.well-known/openid-configuration",
        request ->
            answer(
                request,
                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\",\"subject_types_supported\":[\"public\"]}"
                    .formatted(address(), address())));
    issuer.createContext(
        "/keys",
        request -> {
          FETCHES.incrementAndGet();
          answer(request, new JWKSet(key.toPublicJWK()).toString());
        });
    issuer.start();
    program =
        TestProgram.at(Instant.now().toString())
            .catalog("stores: []\nsets: []\n")
            .serving()
            .setting(Issuer.SETTING, address())
            .setting("spring.security.oauth2.resourceserver.jwt.audiences", "lapse")
            .open();
    assertThat(ask(token(key, "any")).status()).isEqualTo(503);
    down = false;
  }

  @AfterAll
  static void close() {
    program.close();
    issuer.stop(0);
  }

  @BeforeEach
  void aLittleLater() {
    program.clock.advance(Duration.ofMinutes(2));
  }

  @Test
  void isAskedOnceThoughManyTokensNameKeysThatNobodyKnows() throws JOSEException {
    assertThat(ask(token(key, "first")).status()).isEqualTo(200);
    program.clock.advance(ThrottledIssuerClient.SPACING);
    int before = FETCHES.get();
    RSAKey other = newKey();

    List<Integer> answers =
        java.util.stream.IntStream.range(0, 50)
            .mapToObj(i -> ask(token(named(other, "made-up-" + i), "evil")).status())
            .toList();

    assertThat(answers.subList(0, 10)).containsOnly(401);
    assertThat(answers.subList(10, 50)).containsOnly(429);
    assertThat(FETCHES.get() - before).isEqualTo(1);
    program.clock.advance(ThrottledIssuerClient.SPACING);
    assertThat(ask(token(named(other, "made-up"), "evil")).status()).isEqualTo(429);
    assertThat(ask("garbage").status()).isEqualTo(429);
    assertThat(FETCHES.get() - before).isEqualTo(1);
  }

  @Test
  void rightTokenIsTakenThoughTooManyFailed() throws JOSEException {
    String remembered = token(key, "remembered");
    assertThat(ask(remembered).status()).isEqualTo(200);
    for (int i = 0; i < 11; i++) {
      ask("garbage");
    }
    assertThat(ask("garbage").status()).isEqualTo(429);

    assertThat(ask(remembered).status()).isEqualTo(200);
    assertThat(ask(token(key, "new one")).status()).isEqualTo(200);
  }

  @Test
  void newKeyOfTheIssuerIsFoundAtItsFirstToken() throws JOSEException {
    assertThat(ask(token(key, "before")).status()).isEqualTo(200);
    program.clock.advance(ThrottledIssuerClient.SPACING);
    key = newKey();

    assertThat(ask(token(key, "after")).status()).isEqualTo(200);
  }

  private static Answer ask(String token) {
    return HttpCaller.of(program).with("Authorization", "Bearer " + token).get("/api/v1/runs");
  }

  private static RSAKey newKey() throws JOSEException {
    return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
  }

  private static RSAKey named(RSAKey key, String id) {
    return new RSAKey.Builder(key).keyID(id).build();
  }

  private static String token(RSAKey key, String subject) {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .subject(subject)
                .issuer(address())
                .audience("lapse")
                .claim("roles", List.of("viewer"))
                .expirationTime(Date.from(Instant.now().plusSeconds(3_600)))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException failed) {
      throw new IllegalStateException(failed);
    }
    return token.serialize();
  }

  private static String address() {
    return "http://127.0.0.1:" + issuer.getAddress().getPort();
  }

  private static void answer(HttpExchange request, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    request.getResponseHeaders().set("Content-Type", "application/json");
    request.sendResponseHeaders(down ? 500 : 200, body.length);
    try (var out = request.getResponseBody()) {
      out.write(body);
    }
  }
}
