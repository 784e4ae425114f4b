package dev.lapse.security.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lapse.file.WrongFile;
import dev.lapse.security.Caller;
import dev.lapse.security.PermissionAuthorizer;
import dev.lapse.security.Permissions;
import dev.lapse.security.ReadClaims;
import dev.lapse.security.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * Without an issuer: a second port at which a gateway inside a cluster asks for access, with a
 * token that both have from a secret. It answers what the role {@code access} may ask, and nothing
 * else; everything else is still served to this machine only.
 */
@Component
@Profile("serve")
@Conditional(Issuer.Absent.class)
final class AccessPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  static final String PORT = "lapse.access.port";
  static final String TOKEN = "lapse.access.token";

  private static final int SHORTEST_TOKEN = 32;
  private static final String BEARER = "Bearer ";

  private final int port;
  private final String token;
  private final PermissionAuthorizer permissions = new PermissionAuthorizer(Permissions.ALL);

  AccessPort(Environment environment) {
    port = environment.getProperty(PORT, Integer.class, 0);
    token = environment.getProperty(TOKEN, "").strip();
  }

  /**
   * Opens the port, if one is set.
   *
   * @throws WrongFile if the token is missing or short, or a token has no port
   */
  @Override
  public void customize(TomcatServletWebServerFactory server) {
    if (port == 0 && token.isEmpty()) {
      return;
    }
    if (port == 0) {
      throw new WrongFile(
          PORT, "is not set, although %s is; set the port to listen on".formatted(TOKEN));
    }
    if (token.length() < SHORTEST_TOKEN) {
      throw new WrongFile(
          TOKEN,
          "has %d characters; other machines may ask at port %d, so it needs at least %d, such as those of 'openssl rand -hex 32'"
              .formatted(token.length(), port, SHORTEST_TOKEN));
    }
    Connector connector = new Connector();
    connector.setPort(port);
    server.addAdditionalConnectors(connector);
  }

  /** True if the request came in at this port, which no header can change. */
  boolean isAskedBy(HttpServletRequest request) {
    return port != 0 && request.getLocalPort() == port;
  }

  /** True if the role {@code access} may ask this. */
  boolean answers(HttpServletRequest request) {
    return permissions
        .find(request)
        .filter(permission -> permission.roles().contains(Role.ACCESS))
        .isPresent();
  }

  /** The gateway, if the request has its token. */
  Optional<Authentication> gateway(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null
        || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || !MessageDigest.isEqual(
            header.substring(BEARER.length()).strip().getBytes(UTF_8), token.getBytes(UTF_8))) {
      return Optional.empty();
    }
    Caller gateway = new Caller("gateway", Set.of(Role.ACCESS), Set.of(), Set.of(), false);
    return Optional.of(
        UsernamePasswordAuthenticationToken.authenticated(
            gateway, null, ReadClaims.authorities(gateway)));
  }
}
