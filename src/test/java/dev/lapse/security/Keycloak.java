package dev.lapse.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;

/** The real Keycloak, with a user for each role whose password is its name. */
final class Keycloak implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Path HOME = Path.of(System.getProperty("lapse.keycloak", ""));
  private static final String USER =
      """
      {
        "username": "%1$s", "enabled": true, "email": "%1$s@example.org", "emailVerified": true,
        "firstName": "%1$s", "lastName": "%1$s",
        "credentials": [{"type": "password", "value": "%1$s"}], "realmRoles": ["%1$s"]
      }
      """;

  private final int port = freePort();
  private Process process;

  /** Known before it runs, because its metadata is read late. */
  String issuer() {
    return "http://127.0.0.1:" + port + "/realms/lapse";
  }

  /** Starts it; people are led back to this address. */
  void startFor(String address) {
    String users =
        Arrays.stream(Role.values())
            .map(role -> USER.formatted(role.text()))
            .collect(Collectors.joining(","));
    try {
      Path imports = Files.createDirectories(HOME.resolve("data/import"));
      Files.writeString(
          imports.resolve("lapse-realm.json"),
          Files.readString(Path.of("src/test/resources/keycloak/lapse-realm.json"))
              .replace("${address}", address)
              .replace("${users}", users));
      process =
          new ProcessBuilder(
                  "bash",
                  HOME.resolve("bin/kc.sh").toString(),
                  "start-dev",
                  "--import-realm",
                  "--db=dev-mem",
                  "--http-host=127.0.0.1",
                  "--http-port=" + port)
              .redirectErrorStream(true)
              .redirectOutput(HOME.resolve("keycloak.log").toFile())
              .start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(250))
        .until(this::answers);
  }

  private boolean answers() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("Keycloak ended; see " + HOME.resolve("keycloak.log"));
    }
    try {
      return HTTP.send(
                  HttpRequest.newBuilder(URI.create(issuer())).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A token that this client gets for the user of a role. */
  String token(String client, String secret, Role role) {
    String form =
        "grant_type=password&scope=openid&client_id=%s&client_secret=%s&username=%3$s&password=%3$s"
            .formatted(client, secret, role.text());
    try {
      String answer =
          HTTP.send(
                  HttpRequest.newBuilder(URI.create(issuer() + "/protocol/openid-connect/token"))
                      .header("Content-Type", "application/x-www-form-urlencoded")
                      .POST(BodyPublishers.ofString(form))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      return new JsonMapper().readTree(answer).get("access_token").stringValue();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
