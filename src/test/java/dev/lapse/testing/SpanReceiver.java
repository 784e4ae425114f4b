package dev.lapse.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes traces as a collector of OpenTelemetry does: OTLP, protobuf over HTTP. */
public final class SpanReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();

  /** A span, with its attributes as text and everything that came with it. */
  public record ReceivedSpan(
      String trace, String parent, String name, Map<String, String> attributes, String whole) {}

  private SpanReceiver(HttpServer server) {
    this.server = server;
  }

  public static SpanReceiver start() {
    HttpServer server = LocalServer.create();
    SpanReceiver receiver = new SpanReceiver(server);
    server.createContext("/v1/traces", receiver::take);
    server.start();
    return receiver;
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  public List<ReceivedSpan> spans() {
    return List.copyOf(spans);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      for (WireMessage ofResource : WireMessage.read(body).messages(1)) {
        for (WireMessage ofScope : ofResource.messages(2)) {
          ofScope.messages(2).forEach(span -> spans.add(read(span)));
        }
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static ReceivedSpan read(WireMessage span) {
    Map<String, String> attributes = new TreeMap<>();
    for (WireMessage attribute : span.messages(9)) {
      WireMessage value = attribute.messages(2).get(0);
      attributes.put(attribute.text(1), value.has(1) ? value.text(1) : value.number(3));
    }
    return new ReceivedSpan(
        HexFormat.of().formatHex(span.bytes(1)),
        span.has(4) ? HexFormat.of().formatHex(span.bytes(4)) : "",
        span.text(5),
        attributes,
        new String(span.raw(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
