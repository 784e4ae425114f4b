package dev.lapse.security.signin;

import dev.lapse.file.WrongFile;
import java.net.InetAddress;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Refuses to listen on other addresses than loopback while the passwords are printed on the
 * terminal.
 *
 * <p>A separate management port may listen on other addresses, because {@link HostHeaderFilter}
 * only allows health and metrics there. Its address must be set explicitly, so that setting a port
 * alone does not open it.
 */
@Component
@Profile("serve")
@Conditional(Issuer.Absent.class)
class LoopbackGuard
    implements WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory>, Ordered {
  private final Environment environment;

  LoopbackGuard(Environment environment) {
    this.environment = environment;
  }

  @Override
  public void customize(AbstractConfigurableWebServerFactory server) {
    InetAddress address = server.getAddress();
    if (address == null || !address.isLoopbackAddress()) {
      throw new WrongFile(
          "server.address",
          "is %s; without an OpenID issuer the server listens on 127.0.0.1 only. To serve other machines, set %s"
              .formatted(address == null ? "not set" : address.getHostAddress(), Issuer.SETTING));
    }
    String port = environment.getProperty("management.server.port", "");
    if (!port.isBlank()
        && !port.equals(environment.getProperty("server.port"))
        && environment.getProperty("management.server.address", "").isBlank()) {
      throw new WrongFile(
          "management.server.address",
          "is not set; without an OpenID issuer a management port needs an address: 127.0.0.1, or 0.0.0.0 to serve health and metrics to other machines");
    }
  }

  /** After the settings were read. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
