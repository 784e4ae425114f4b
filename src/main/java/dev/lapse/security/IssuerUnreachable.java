package dev.lapse.security;

import java.io.Serial;
import org.springframework.security.core.AuthenticationException;

/** A token may be right or wrong: the keys to check it are not to be had. */
final class IssuerUnreachable extends AuthenticationException {
  @Serial private static final long serialVersionUID = 1L;

  IssuerUnreachable(Throwable cause) {
    super("the keys of the OpenID issuer cannot be read", cause);
  }
}
