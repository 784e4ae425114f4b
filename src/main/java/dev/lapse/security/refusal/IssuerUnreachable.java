package dev.lapse.security.refusal;

import java.io.Serial;
import org.springframework.security.core.AuthenticationException;

/** A token cannot be checked, because the issuer's keys are not available. */
public final class IssuerUnreachable extends AuthenticationException {
  @Serial private static final long serialVersionUID = 1L;

  public IssuerUnreachable(Throwable cause) {
    super("could not read the keys of the OpenID issuer", cause);
  }
}
