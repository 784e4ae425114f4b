package dev.lapse.security;

import java.util.Optional;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The OpenID provider whose tokens are believed, by the setting that Spring has for it. */
public final class Issuer {
  /** The setting. */
  public static final String SETTING = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

  /** The same as Spring Boot writes it in the environment. */
  private static final String IN_ENVIRONMENT =
      "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI";

  private Issuer() {}

  /** The issuer's address; empty if Lapse is to serve this machine only. */
  public static Optional<String> of(PropertyResolver environment) {
    return Optional.ofNullable(environment.getProperty(SETTING))
        .or(() -> Optional.ofNullable(environment.getProperty(IN_ENVIRONMENT)))
        .filter(issuer -> !issuer.isBlank());
  }

  /** Met where an issuer is given. */
  static final class Given implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return of(context.getEnvironment()).isPresent();
    }
  }

  /** Met where none is given. */
  static final class Absent implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return of(context.getEnvironment()).isEmpty();
    }
  }
}
