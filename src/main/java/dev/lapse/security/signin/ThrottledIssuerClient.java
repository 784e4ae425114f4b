package dev.lapse.security.signin;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestTemplate;

/**
 * Requests the issuer's addresses and keys, with a timeout of a few seconds and at most every five
 * seconds, so that an invalid token with an unknown key does not put load on the issuer.
 */
@Component
@Profile("serve")
@Conditional(Issuer.Given.class)
final class ThrottledIssuerClient
    implements JwkSetUriJwtDecoderBuilderCustomizer, ClientHttpRequestInterceptor {
  static final Duration SPACING = Duration.ofSeconds(5);

  /** Shorter after a failure, to notice soon that the issuer is back. */
  static final Duration SPACING_OF_FAILURES = Duration.ofSeconds(1);

  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final InstantSource clock;
  private final Map<URI, Asked> asked = new HashMap<>();
  private volatile JWKSet keys = new JWKSet();

  ThrottledIssuerClient(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void customize(JwkSetUriJwtDecoderBuilder decoder) {
    SimpleClientHttpRequestFactory connections = new SimpleClientHttpRequestFactory();
    connections.setConnectTimeout(LONGEST);
    connections.setReadTimeout(LONGEST);
    RestTemplate http = new RestTemplate(connections);
    http.setInterceptors(List.of(this));
    decoder.restOperations(http);
  }

  /** Whether the cached keys can check this token; if so, the issuer is not contacted. */
  boolean knowsKeyOf(String token) {
    try {
      return JWTParser.parse(token) instanceof SignedJWT signed && knowsKeyOf(signed.getHeader());
    } catch (ParseException noToken) {
      return false;
    }
  }

  private boolean knowsKeyOf(JWSHeader header) {
    @Nullable JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
    return matcher != null && !new JWKSelector(matcher).select(keys).isEmpty();
  }

  @Override
  public ClientHttpResponse intercept(
      HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
    synchronized (asked) {
      Asked before = asked.get(request.getURI());
      if (before != null && before.isStillTrue(clock.instant())) {
        return before.answer();
      }
      Asked anew = ask(request, body, execution);
      asked.put(request.getURI(), anew);
      keep(anew);
      return anew.answer();
    }
  }

  private Asked ask(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
    try (ClientHttpResponse answer = execution.execute(request, body)) {
      return new Asked(
          clock.instant(),
          answer.getStatusCode(),
          answer.getHeaders(),
          answer.getBody().readAllBytes(),
          null);
    } catch (IOException failed) {
      return new Asked(
          clock.instant(), HttpStatus.SERVICE_UNAVAILABLE, new HttpHeaders(), new byte[0], failed);
    }
  }

  private void keep(Asked answered) {
    try {
      keys = JWKSet.parse(new String(answered.body, StandardCharsets.UTF_8));
    } catch (ParseException otherDocument) {
      // the issuer's metadata, or its failure
    }
  }

  /** The issuer's last response and its time. */
  private static final class Asked {
    private final Instant at;
    private final HttpStatusCode status;
    private final HttpHeaders headers;
    private final byte[] body;
    private final @Nullable IOException failure;

    Asked(
        Instant at,
        HttpStatusCode status,
        HttpHeaders headers,
        byte[] body,
        @Nullable IOException failure) {
      this.at = at;
      this.status = status;
      this.headers = headers;
      this.body = body;
      this.failure = failure;
    }

    boolean isStillTrue(Instant now) {
      Duration spacing = status.is2xxSuccessful() ? SPACING : SPACING_OF_FAILURES;
      return !now.isBefore(at) && now.isBefore(at.plus(spacing));
    }

    ClientHttpResponse answer() throws IOException {
      if (failure != null) {
        throw new IOException("the OpenID issuer does not respond", failure);
      }
      return new IssuerResponse(status, headers, new ByteArrayInputStream(body));
    }
  }

  private record IssuerResponse(HttpStatusCode status, HttpHeaders headers, InputStream body)
      implements ClientHttpResponse {
    @Override
    public HttpStatusCode getStatusCode() {
      return status;
    }

    @Override
    public String getStatusText() {
      return "";
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }

    @Override
    public InputStream getBody() {
      return body;
    }

    @Override
    public void close() {}
  }
}
