package dev.lapse.testing;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Receives webhooks, and checks each signature with the library of the Standard Webhooks
 * specification. It can fail, stall, close the connection in mid-answer, and be restarted at the
 * same address.
 */
public final class WebhookReceiver implements AutoCloseable {
  /** A secret to configure. */
  public static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  private static final JsonMapper JSON = new JsonMapper();

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<String> forged = new CopyOnWriteArrayList<>();
  private final String secret;
  private final int port;
  private HttpServer server;
  private CountDownLatch stalls = new CountDownLatch(1);
  private volatile Function<Received, Answer> answers = event -> Answer.OK;

  /** How it answers one request. */
  public enum Answer {
    OK,
    FAIL,
    /** Asks to be left alone for an hour. */
    BUSY,
    GONE,
    /** Leads elsewhere. */
    REDIRECT,
    /** Begins to answer and does not end. */
    STALL,
    /** Promises more than it sends. */
    CLOSE,
    /** Does not stop talking before the other side hangs up. */
    TALK
  }

  /**
   * One request whose signature was right.
   *
   * @param accepted whether the answer said that it has it
   */
  public record Received(
      String id, Map<String, List<String>> headers, String body, Answer answer, boolean accepted) {
    public JsonNode json() {
      return JSON.readTree(body);
    }

    public String type() {
      return json().get("type").asString();
    }

    /** Empty if it is not about an account. */
    public String account() {
      return json().path("subject").asString("");
    }

    public String sequence() {
      return json().get("sequence").asString();
    }
  }

  public WebhookReceiver() {
    this(SECRET);
  }

  public WebhookReceiver(String secret) {
    this.secret = secret;
    this.server = serve(0);
    this.port = server.getAddress().getPort();
  }

  /** Its entry in events.yaml. */
  public String yaml(String name) {
    return "{name: %s, url: 'http://127.0.0.1:%d/hook', secret: %s, timeout: PT1S}"
        .formatted(name, port, secret);
  }

  public WebhookReceiver answering(Answer answer) {
    return answering(event -> answer);
  }

  public WebhookReceiver answering(Function<Received, Answer> how) {
    answers = how;
    return this;
  }

  /** Every request so far. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  /** What it has, as type and account, in the order of arrival. */
  public List<String> accepted() {
    return received.stream()
        .filter(Received::accepted)
        .map(event -> event.type() + " " + event.account())
        .toList();
  }

  /** Requests whose signature was wrong. */
  public List<String> forged() {
    return List.copyOf(forged);
  }

  /** Forgets what it received, and is willing again. */
  public WebhookReceiver reset() {
    received.clear();
    forged.clear();
    answers = event -> Answer.OK;
    return this;
  }

  /** Takes no connection any more. */
  public void stop() {
    stalls.countDown();
    server.stop(0);
  }

  /** Takes them again, at the same address. */
  public void restart() {
    stalls = new CountDownLatch(1);
    server = serve(port);
  }

  @Override
  public void close() {
    stop();
  }

  private HttpServer serve(int at) {
    HttpServer serving = LocalServer.at(at);
    serving.createContext("/hook", this::receive);
    serving.createContext("/elsewhere", exchange -> send(exchange, 200, "welcome"));
    serving.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "receiver");
              thread.setDaemon(true);
              return thread;
            }));
    serving.start();
    return serving;
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, List<String>> headers = Map.copyOf(exchange.getRequestHeaders());
    String id = exchange.getRequestHeaders().getFirst("webhook-id");
    if (!isSigned(exchange, id, body)) {
      forged.add(body);
      send(exchange, 401, "");
      return;
    }
    Answer answer = answers.apply(new Received(id, headers, body, Answer.OK, false));
    received.add(
        new Received(id, headers, body, answer, answer == Answer.OK || answer == Answer.TALK));
    answer(exchange, answer);
  }

  private boolean isSigned(HttpExchange exchange, String id, String body) {
    long timestamp = Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp"));
    String signatures = exchange.getRequestHeaders().getFirst("webhook-signature");
    try {
      String expected = new Webhook(secret).sign(id, timestamp, body);
      return Arrays.asList(signatures.split(" ")).contains(expected);
    } catch (WebhookSigningException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void answer(HttpExchange exchange, Answer answer) throws IOException {
    switch (answer) {
      case OK -> send(exchange, 204, "");
      case FAIL -> send(exchange, 500, "a secret of the receiver");
      case BUSY -> {
        exchange.getResponseHeaders().set("Retry-After", "3600");
        send(exchange, 503, "");
      }
      case GONE -> send(exchange, 410, "");
      case REDIRECT -> {
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        send(exchange, 302, "");
      }
      case STALL -> {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        stall();
        exchange.close();
      }
      case CLOSE -> {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        exchange.close();
      }
      case TALK -> {
        exchange.sendResponseHeaders(200, 0);
        talk(exchange);
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException hungUp) {
      // the sender need not read all that is said
    }
  }

  /**
   * In pieces, so that they arrive one after the other: more than a receiver should have to say.
   */
  private static void talk(HttpExchange exchange) {
    byte[] piece = "talk ".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    try (exchange) {
      while (System.nanoTime() < end) {
        exchange.getResponseBody().write(piece);
      }
    } catch (IOException hungUp) {
      // as it should
    }
  }

  private void stall() {
    try {
      stalls.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
