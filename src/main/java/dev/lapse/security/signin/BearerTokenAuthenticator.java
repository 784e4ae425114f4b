package dev.lapse.security.signin;

import dev.lapse.security.Caller;
import dev.lapse.security.ReadClaims;
import dev.lapse.security.refusal.FailedAttempts;
import dev.lapse.security.refusal.IssuerUnreachable;
import dev.lapse.security.refusal.TooManyAttempts;
import java.time.InstantSource;
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
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/** Accepts tokens that the issuer signed for Lapse. */
@Component
@Profile("serve")
@Conditional(Issuer.Given.class)
final class BearerTokenAuthenticator implements AuthenticationManager {
  private static final Logger LOG = LoggerFactory.getLogger(BearerTokenAuthenticator.class);

  private final JwtAuthenticationProvider tokens;
  private final CachingJwtDecoder remembered;
  private final ReadClaims claims;
  private final ThrottledIssuerClient issuer;
  private final FailedAttempts attempts;

  BearerTokenAuthenticator(
      JwtDecoder decoder,
      ReadClaims claims,
      ThrottledIssuerClient issuer,
      FailedAttempts attempts,
      InstantSource clock) {
    this.claims = claims;
    this.issuer = issuer;
    this.attempts = attempts;
    remembered = new CachingJwtDecoder(decoder, clock);
    tokens = new JwtAuthenticationProvider(remembered);
    tokens.setJwtAuthenticationConverter(this::known);
  }

  private JwtAuthenticationToken known(Jwt token) {
    Caller caller = claims.caller(String.valueOf(token.getSubject()), token.getClaims());
    return new JwtAuthenticationToken(token, caller, ReadClaims.authorities(caller));
  }

  @Override
  public Authentication authenticate(Authentication asked) {
    refuseIfTooMany(asked);
    try {
      return tokens.authenticate(asked);
    } catch (AuthenticationServiceException | JwtDecoderInitializationException unreachable) {
      LOG.warn("could not read the keys of the OpenID issuer: {}", root(unreachable).toString());
      throw new IssuerUnreachable(unreachable);
    }
  }

  /**
   * After too many failed attempts the issuer is not contacted: only tokens that the cached keys
   * can check are checked, because a valid token is always accepted.
   */
  private void refuseIfTooMany(Authentication asked) {
    if (asked instanceof BearerTokenAuthenticationToken bearer
        && asked.getDetails() instanceof WebAuthenticationDetails from) {
      attempts
          .wait(from.getRemoteAddress(), null)
          .filter(wait -> !remembered.knows(bearer.getToken()))
          .filter(wait -> !issuer.knowsKeyOf(bearer.getToken()))
          .ifPresent(
              wait -> {
                throw new TooManyAttempts(wait);
              });
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
