package dev.lapse.testing;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;

/** A real OpenID provider on the loopback, which issues whatever tokens a test wants. */
public final class OpenIdProvider implements AutoCloseable {
  /** What tokens for Lapse are meant for. */
  public static final String AUDIENCE = "lapse";

  private static final String ISSUER = "main";
  private static final long HOUR = 3_600;

  private final MockOAuth2Server server = new MockOAuth2Server();

  /** Tokens by what they say. To sign one takes longer than what most tests do with it. */
  private final Map<List<Object>, String> signed = new ConcurrentHashMap<>();

  private OpenIdProvider() {
    server.start();
  }

  public static OpenIdProvider start() {
    return new OpenIdProvider();
  }

  public String issuer() {
    return server.issuerUrl(ISSUER).toString();
  }

  /** A program that trusts this provider, and lets people sign in with it. */
  public TestProgram.Setup believedBy(TestProgram.Setup setup) {
    String client = "spring.security.oauth2.client.registration.lapse.";
    return setup
        .serving()
        .setting("spring.security.oauth2.resourceserver.jwt.issuer-uri", issuer())
        .setting("spring.security.oauth2.resourceserver.jwt.audiences", AUDIENCE)
        .setting(client + "client-id", "lapse-console")
        .setting(client + "client-secret", "console-secret-0815")
        .setting(client + "scope", "openid")
        .setting(client + "provider", "idp")
        .setting("spring.security.oauth2.client.provider.idp.issuer-uri", issuer());
  }

  /** A good token of somebody with these roles. */
  public String token(String subject, List<String> roles) {
    return token(subject, Map.of("roles", roles));
  }

  /** The same token each time, until the tests of the provider have ended. */
  public String token(String subject, Map<String, Object> claims) {
    return signed.computeIfAbsent(
        List.of(subject, new HashMap<>(claims)),
        unsigned ->
            server
                .issueToken(ISSUER, "any", callback(ISSUER, subject, AUDIENCE, claims, HOUR))
                .serialize());
  }

  public String expired(String subject, List<String> roles) {
    return server
        .issueToken(
            ISSUER,
            "any",
            callback(
                ISSUER,
                subject,
                AUDIENCE,
                Map.of("roles", roles, "iat", Date.from(Instant.now().minusSeconds(2 * HOUR))),
                -HOUR))
        .serialize();
  }

  public String forOthers(String subject, List<String> roles) {
    return server
        .issueToken(
            ISSUER, "any", callback(ISSUER, subject, "somebody", Map.of("roles", roles), HOUR))
        .serialize();
  }

  /** A good one of another type, such as {@code at+jwt}. */
  public String ofType(String type, String subject, List<String> roles) {
    return server
        .issueToken(
            ISSUER,
            "any",
            new DefaultOAuth2TokenCallback(
                ISSUER, subject, type, List.of(AUDIENCE), Map.of("roles", roles), HOUR))
        .serialize();
  }

  /** Signed by this issuer, and never expires. */
  public String withoutExpiry(String subject, List<String> roles) {
    Map<String, Object> claims = new HashMap<>(Map.of("roles", roles));
    claims.put("exp", null); // replaces the provider's own
    return token(subject, claims);
  }

  /** Of another issuer, who signs with a key of its own. */
  public String ofAnother(String subject, List<String> roles) {
    return server
        .issueToken(
            "other", "any", callback("other", subject, AUDIENCE, Map.of("roles", roles), HOUR))
        .serialize();
  }

  /** A good one of which one letter of the signature was changed. */
  public String tampered(String subject, List<String> roles) {
    String good = token(subject, roles);
    int at = good.lastIndexOf('.') + 10;
    char changed = good.charAt(at) == 'A' ? 'B' : 'A';
    return good.substring(0, at) + changed + good.substring(at + 1);
  }

  /** Says that it needs no signature. */
  public String unsigned(String subject, List<String> roles) {
    return new PlainJWT(claims(subject, roles)).serialize();
  }

  /** Signed with what everybody can read: the public key, as if it were a shared secret. */
  public String signedWithPublicKey(String subject, List<String> roles) {
    try {
      byte[] secret =
          server
              .getConfig()
              .getTokenProvider()
              .publicJwkSet(ISSUER)
              .toString()
              .getBytes(java.nio.charset.StandardCharsets.UTF_8);
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build(),
              claims(subject, roles));
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (com.nimbusds.jose.JOSEException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** The person who signs in next. */
  public void next(String subject, Map<String, Object> claims) {
    server.enqueueCallback(callback(ISSUER, subject, "lapse-console", claims, HOUR));
  }

  private JWTClaimsSet claims(String subject, List<String> roles) {
    return new JWTClaimsSet.Builder()
        .subject(subject)
        .issuer(issuer())
        .audience(AUDIENCE)
        .claim("roles", roles)
        .expirationTime(Date.from(Instant.now().plusSeconds(HOUR)))
        .build();
  }

  private static DefaultOAuth2TokenCallback callback(
      String issuer, String subject, String audience, Map<String, Object> claims, long seconds) {
    return new DefaultOAuth2TokenCallback(
        issuer, subject, "JWT", List.of(audience), new HashMap<>(claims), seconds);
  }

  @Override
  public void close() {
    server.shutdown();
  }
}
