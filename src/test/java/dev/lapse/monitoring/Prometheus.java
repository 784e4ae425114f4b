package dev.lapse.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus with the rules of this repository. It scrapes and evaluates every second, so
 * that a night of a few seconds has a history.
 */
public final class Prometheus implements AutoCloseable {
  private static final String SETTINGS =
      """
      global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
      rule_files: [lapse-recording.yaml, lapse-alerts.yaml]
      scrape_configs:
        - job_name: lapse
          metrics_path: /actuator/prometheus
          honor_labels: true
          static_configs: [{targets: ["%s"]}]
      """;
  private static final Duration HISTORY = Duration.ofMinutes(10);

  private final Path programs;
  private final Process process;
  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();

  private Prometheus(Path programs, Process process, String address) {
    this.programs = programs;
    this.process = process;
    this.address = address;
  }

  /** Starts it with its data in a folder; the programs lie in {@code lapse.prometheus}. */
  public static Prometheus watching(String target, Path folder) {
    Path programs = Path.of(System.getProperty("lapse.prometheus"));
    try {
      Files.writeString(
          folder.resolve("prometheus.yml"), SETTINGS.formatted(target.replace("http://", "")));
      for (String rules : List.of("lapse-recording.yaml", "lapse-alerts.yaml")) {
        String text = Files.readString(Rule.FOLDER.resolve(rules));
        Files.writeString(
            folder.resolve(rules),
            text.replaceAll("(?m)^    interval: \\d+m$", "    interval: 1s"));
      }
      String address = "127.0.0.1:" + freePort();
      Process process =
          new ProcessBuilder(
                  programs.resolve("prometheus").toString(),
                  "--config.file=" + folder.resolve("prometheus.yml"),
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=" + address)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("prometheus.log").toFile())
              .start();
      Prometheus prometheus = new Prometheus(programs, process, "http://" + address);
      Awaitility.await().ignoreExceptions().until(prometheus::isReady);
      return prometheus;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The current value of an expression; fails with Prometheus' own words if it is invalid. */
  public List<JsonNode> now(String expression) {
    return result("/api/v1/query?query=" + encoded(expression));
  }

  /** What an expression was at any moment of the last minutes. */
  public List<JsonNode> lately(String expression) {
    Instant end = Instant.now();
    return result(
        "/api/v1/query_range?query=%s&start=%s&end=%s&step=2s"
            .formatted(encoded(expression), end.minus(HISTORY), end));
  }

  /** Its rules, each with its health and its last error. */
  public List<JsonNode> rules() {
    return Panel.elements(get("/api/v1/rules").at("/data/groups")).stream()
        .flatMap(group -> Panel.elements(group.path("rules")).stream())
        .toList();
  }

  /** What promtool says about metrics that a program answered; nothing if all is well. */
  public String judge(String metrics) {
    try {
      Process promtool =
          new ProcessBuilder(programs.resolve("promtool").toString(), "check", "metrics")
              .redirectErrorStream(true)
              .start();
      promtool.getOutputStream().write(metrics.getBytes(StandardCharsets.UTF_8));
      promtool.getOutputStream().close();
      return new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private List<JsonNode> result(String path) {
    JsonNode answer = get(path);
    if (!answer.path("status").asString().equals("success")) {
      throw new AssertionError(path + ": " + answer);
    }
    return Panel.elements(answer.at("/data/result"));
  }

  private boolean isReady() throws IOException, InterruptedException {
    HttpRequest ready = HttpRequest.newBuilder(URI.create(address + "/-/ready")).build();
    return http.send(ready, BodyHandlers.discarding()).statusCode() == 200;
  }

  private JsonNode get(String path) {
    try {
      return JsonMapper.builder()
          .build()
          .readTree(
              http.send(
                      HttpRequest.newBuilder(URI.create(address + path)).build(),
                      BodyHandlers.ofString())
                  .body());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
