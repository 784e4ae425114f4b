package dev.lapse.security.signin;

import java.util.Optional;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The trusted OpenID provider, configured by Spring's own setting. */
public final class Issuer {
  /** The setting. */
  public static final String SETTING = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

  /** The setting as an environment variable. */
  private static final String IN_ENVIRONMENT =
      "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI";

  private Issuer() {}

  /** The issuer's URL; empty if Lapse serves this machine only. */
  public static Optional<String> of(PropertyResolver environment) {
    return Optional.ofNullable(environment.getProperty(SETTING))
        .or(() -> Optional.ofNullable(environment.getProperty(IN_ENVIRONMENT)))
        .filter(issuer -> !issuer.isBlank());
  }

  /** Matches if an issuer is configured. */
  static final class Given implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return of(context.getEnvironment()).isPresent();
    }
  }

  /** Matches if no issuer is configured. */
  static final class Absent implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return of(context.getEnvironment()).isEmpty();
    }
  }
}
