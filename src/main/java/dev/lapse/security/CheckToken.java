package dev.lapse.security;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/** Lets in who brings a token that the issuer signed for Lapse. */
@Component
@Profile("serve")
@Conditional(Issuer.Given.class)
final class CheckToken implements AuthenticationManager {
  private static final Logger LOG = LoggerFactory.getLogger(CheckToken.class);

  private final JwtAuthenticationProvider tokens;
  private final ReadClaims claims;

  CheckToken(JwtDecoder decoder, ReadClaims claims, Clock clock) {
    this.claims = claims;
    tokens = new JwtAuthenticationProvider(new RememberTokens(decoder, clock));
    tokens.setJwtAuthenticationConverter(this::known);
  }

  private JwtAuthenticationToken known(Jwt token) {
    Caller caller = claims.caller(String.valueOf(token.getSubject()), token.getClaims());
    return new JwtAuthenticationToken(token, caller, ReadClaims.authorities(caller));
  }

  @Override
  public Authentication authenticate(Authentication asked) {
    try {
      return tokens.authenticate(asked);
    } catch (AuthenticationServiceException | JwtDecoderInitializationException unreachable) {
      LOG.warn("the keys of the OpenID issuer cannot be read: {}", root(unreachable).toString());
      throw new IssuerUnreachable(unreachable);
    }
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
