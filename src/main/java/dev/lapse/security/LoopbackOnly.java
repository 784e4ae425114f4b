package dev.lapse.security;

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
 * Refuses to listen to others where everybody may sign in who sees this terminal.
 *
 * <p>A management port of its own may listen to others, because {@link RefuseForeignHosts} lets
 * nothing through there but health and metrics; it has to be told where, so that nobody opens it by
 * naming a port alone.
 */
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
    InetAddress address = server.getAddress();
    if (address == null || !address.isLoopbackAddress()) {
      throw new WrongFile(
          "server.address",
          "is %s; without an OpenID issuer the server binds to 127.0.0.1 only. To serve others, set %s"
              .formatted(address == null ? "not set" : address.getHostAddress(), Issuer.SETTING));
    }
    String port = environment.getProperty("management.server.port", "");
    if (!port.isBlank()
        && !port.equals(environment.getProperty("server.port"))
        && environment.getProperty("management.server.address", "").isBlank()) {
      throw new WrongFile(
          "management.server.address",
          "is not set; without an OpenID issuer a management port needs one: 127.0.0.1, or 0.0.0.0 to give health and metrics to others");
    }
  }

  /** After the settings were read. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
