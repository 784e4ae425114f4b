package dev.lapse.security.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lapse.file.WrongFile;
import dev.lapse.security.Role;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.mock.env.MockEnvironment;

/** Without an issuer others may ask, at a port of its own, how Lapse is; and nothing else. */
class ManagementPortIT {
  private static TestProgram program;

  @BeforeAll
  static void serve() {
    program =
        TestProgram.at(Instant.now().toString())
            .catalog("stores: []\nsets: []\n")
            .setting("management.server.port", "0")
            .setting("management.server.address", "0.0.0.0")
            .serving()
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/actuator/prometheus"
      })
  void answersHealthAndMetricsToAnyone(String path) throws IOException {
    assertThat(askFromElsewhere(path, "10.1.2.3:8081")).startsWith("HTTP/1.1 200");
    assertThat(askFromElsewhere(path, "lapse.example")).startsWith("HTTP/1.1 200");
    assertThat(ask(InetAddress.getLoopbackAddress(), path, "10.1.2.3")).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/sign-in",
        "/actuator",
        "/actuator/info",
        "/actuator/health/../info",
        "/api/v1/runs",
        "/v3/api-docs",
        "/static/lapse.css",
      })
  void answersOthersNothingElseWhateverHostTheySend(String path) throws IOException {
    for (String host : new String[] {"lapse.example", "localhost", "127.0.0.1:8081"}) {
      assertThat(askFromElsewhere(path, host))
          .as(host)
          .containsPattern("^HTTP/1.1 (400|404|421)")
          .doesNotContain("WWW-Authenticate");
    }
  }

  @Test
  void answersTheOperatorOfThisMachine() throws IOException {
    assertThat(ask(InetAddress.getLoopbackAddress(), "/actuator/info", "localhost"))
        .startsWith("HTTP/1.1 200");
    assertThat(ask(InetAddress.getLoopbackAddress(), "/actuator/info", "lapse.example"))
        .startsWith("HTTP/1.1 421");
  }

  @Test
  void doesNotListenToOthersAtThePortOfTheServer() {
    assertThat(program.context().getEnvironment().getProperty("local.server.port"))
        .isNotEqualTo(managementPort());
    assertThatThrownBy(() -> new Socket(elsewhere(), Integer.parseInt(serverPort())).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void refusesAManagementPortThatWasGivenNoAddress() {
    MockEnvironment environment = new MockEnvironment();
    environment.setProperty("management.server.port", "8081");
    TomcatServletWebServerFactory server = new TomcatServletWebServerFactory();
    server.setAddress(InetAddress.getLoopbackAddress());

    assertThatThrownBy(() -> new LoopbackGuard(environment).customize(server))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("management.server.address")
        .hasMessageContaining("is not set");
    environment.setProperty("management.server.address", "0.0.0.0");
    new LoopbackGuard(environment).customize(server);
  }

  private static String askFromElsewhere(String path, String host) throws IOException {
    return ask(elsewhere(), path, host);
  }

  /** With the password of the operator: it must not help where it does not belong. */
  private static String ask(InetAddress address, String path, String host) throws IOException {
    String password = program.get(LocalUsers.class).password(Role.OPERATOR);
    try (Socket socket = new Socket(address, Integer.parseInt(managementPort()))) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Basic %s\r\nConnection: close\r\n\r\n"
                  .formatted(
                      path,
                      host,
                      Base64.getEncoder()
                          .encodeToString(
                              ("operator:" + password).getBytes(StandardCharsets.UTF_8)))
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String managementPort() {
    return program.context().getEnvironment().getProperty("local.management.port");
  }

  private static String serverPort() {
    return program.context().getEnvironment().getProperty("local.server.port");
  }

  /** An address of this machine other than the loopback, as another machine would use it. */
  private static InetAddress elsewhere() throws IOException {
    Optional<InetAddress> address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
            .findFirst();
    assumeThat(address).as("this machine has a network").isPresent();
    return address.orElseThrow();
  }
}
