package dev.lapse.security;

import dev.lapse.file.WrongFile;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Refuses to listen to others where everybody may sign in who sees this terminal. */
@Component
@Profile("serve")
@Conditional(Issuer.Absent.class)
class LoopbackOnly
    implements WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory>, Ordered {
  private final Environment environment;

  LoopbackOnly(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void customize(AbstractConfigurableWebServerFactory server) {
    refuseUnlessLoopback("server.address", server.getAddress());
    String port = environment.getProperty("management.server.port", "");
    if (!port.isBlank() && !port.equals(environment.getProperty("server.port"))) {
      refuseUnlessLoopback(
          "management.server.address",
          environment.getProperty("management.server.address", InetAddress.class));
    }
  }

  private static void refuseUnlessLoopback(String setting, @Nullable InetAddress address) {
    if (address == null || !address.isLoopbackAddress()) {
      throw new WrongFile(
          setting,
          "is %s; without an OpenID issuer the server binds to 127.0.0.1 only. To serve others, set %s"
              .formatted(address == null ? "not set" : address.getHostAddress(), Issuer.SETTING));
    }
  }

  /** After the settings were read. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
