package dev.lapse.security.signin;

import dev.lapse.security.Role;
import java.io.PrintStream;
import java.util.Arrays;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Prints on standard output where Lapse listens, and how to sign in. */
@Component
@Profile("serve")
class PrintSignIn {
  private final ObjectProvider<LocalUsers> users;
  private final Environment environment;

  PrintSignIn(ObjectProvider<LocalUsers> users, Environment environment) {
    this.users = users;
    this.environment = environment;
  }

  @EventListener
  void print(ServletWebServerInitializedEvent started) {
    if (started.getApplicationContext().getServerNamespace() != null) {
      return; // the management port
    }
    PrintStream out = System.out;
    out.printf(
        "Lapse serves on http://%s:%d%n",
        environment.getProperty("server.address", "127.0.0.1"), started.getWebServer().getPort());
    users.ifAvailable(local -> print(local, out));
    Issuer.of(environment).ifPresent(issuer -> out.printf("  Users sign in with %s.%n", issuer));
  }

  private static void print(LocalUsers users, PrintStream out) {
    out.printf("%n  %-9s  %-24s  may%n", "user", "password");
    Arrays.stream(Role.values())
        .forEach(
            role ->
                out.printf("  %-9s  %-24s  %s%n", role.text(), users.password(role), role.may()));
    out.printf("%n  New passwords are generated at every start.%n");
  }
}
