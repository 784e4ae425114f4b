package dev.lapse.security.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.file.WrongFile;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.mock.env.MockEnvironment;

/** A gateway asks for access with a token from a secret; nothing else is served to it. */
class AccessPortIT {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static TestProgram program;
  private static int port;

  @BeforeAll
  static void open() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    program =
        TestProgram.at(SharedProgram.NOW.toString())
            .catalog("stores: []\nsets: []\n")
            .setting(AccessPort.PORT, String.valueOf(port))
            .setting(AccessPort.TOKEN, TOKEN)
            .serving()
            .open();
    program.imports(Import.active(5));
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void gatewayWithTheTokenLearnsWhatAnAccountMayDo() throws Exception {
    HttpResponse<String> one = get("/api/v1/accounts/5/access", "Bearer " + TOKEN);
    HttpResponse<String> many = send(post("/api/v1/access", "Bearer " + TOKEN));

    assertThat(one.statusCode()).as(one.body()).isEqualTo(200);
    assertThat(one.body()).contains("\"access\":\"full\"");
    assertThat(many.statusCode()).as(many.body()).isEqualTo(200);
    assertThat(many.body()).contains("\"5\":{");
  }

  @Test
  void nobodyElseLearnsAnything() throws Exception {
    for (String credentials : new String[] {"", "Bearer x", "Bearer ", "Basic " + TOKEN, TOKEN}) {
      HttpResponse<String> refused = get("/api/v1/accounts/5/access", credentials);

      assertThat(refused.statusCode()).as(credentials).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(refused.body()).contains("unauthenticated").doesNotContain(TOKEN);
    }
  }

  @Test
  void gatewayMayAskNothingElse() throws Exception {
    for (String path :
        new String[] {
          "/",
          "/sign-in",
          "/accounts",
          "/api/v1/accounts/5",
          "/api/v1/runs",
          "/actuator/health",
          "/actuator/prometheus",
          "/static/lapse.css",
          "/nowhere"
        }) {
      assertThat(get(path, "Bearer " + TOKEN).statusCode()).as(path).isEqualTo(421);
    }
    assertThat(send(post("/api/v1/runs", "Bearer " + TOKEN)).statusCode()).isEqualTo(421);
  }

  @Test
  void tokenCountsAtNoOtherPort() throws Exception {
    HttpResponse<String> refused =
        send(
            HttpRequest.newBuilder(URI.create(program.address() + "/api/v1/accounts/5/access"))
                .header("Authorization", "Bearer " + TOKEN)
                .build());

    assertThat(refused.statusCode()).isEqualTo(401);
  }

  @Test
  void refusesAPortWithoutAGoodToken() {
    assertRefused("8082", "", "lapse.access.token: has 0 characters");
    assertRefused("8082", "short", "needs at least 32");
    assertRefused("0", TOKEN, "lapse.access.port: is not set");
  }

  private static void assertRefused(String port, String token, String message) {
    MockEnvironment environment =
        new MockEnvironment()
            .withProperty(AccessPort.PORT, port)
            .withProperty(AccessPort.TOKEN, token);
    assertThatThrownBy(
            () -> new AccessPort(environment).customize(new TomcatServletWebServerFactory()))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining(message);
  }

  private static HttpResponse<String> get(String path, String credentials) throws Exception {
    return send(request(path, credentials).build());
  }

  private static HttpRequest post(String path, String credentials) {
    return request(path, credentials)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"ids\":[\"5\"]}"))
        .build();
  }

  private static HttpRequest.Builder request(String path, String credentials) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return credentials.isEmpty() ? request : request.header("Authorization", credentials);
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
