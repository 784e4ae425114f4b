package dev.lapse.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service that erases what it keeps of accounts, as {@code docs/http-store.yaml} describes. It
 * can be slow, refuse, fail and lie.
 */
public final class ErasingService implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final String token;
  private final Map<String, Long> kept = new ConcurrentHashMap<>();
  private final Map<String, Erasure> erasures = new ConcurrentHashMap<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile Mood mood = Mood.WILLING;
  private volatile int polls;

  /** How it behaves. */
  public enum Mood {
    WILLING,
    /** Accepts, and does it while it is asked again. */
    SLOW,
    /** Accepts and never comes to an end. */
    STUCK,
    /** Does it, and has lost the key when it is asked again. */
    FORGETFUL,
    /** Says that it is done and does nothing. */
    LYING,
    REFUSING,
    /** Accepts, and says later that it failed. */
    FAILING,
    /** Does it, and answers 500 all the same. */
    BROKEN,
    /** Answers half and no more. */
    STALLING,
    TALKATIVE,
    NONSENSE
  }

  /** What became of a key. */
  private record Erasure(String account, long erased, int pollsLeft) {}

  public ErasingService(String token) {
    this.token = token;
    server = LocalServer.create();
    server.createContext("/lapse/", this::answer);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "erasing-service");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
  }

  /** Its url in a catalog is this and {@code /lapse}. */
  public URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** Puts something of an account there. */
  public ErasingService keeps(String account, long count) {
    kept.merge(account, count, Long::sum);
    return this;
  }

  /** What is there by account. */
  public Map<String, Long> kept() {
    return Map.copyOf(kept);
  }

  public ErasingService in(Mood how) {
    mood = how;
    return this;
  }

  /** How often it wants to be asked again before it is done. */
  public ErasingService doneAfter(int asked) {
    polls = asked;
    return this;
  }

  /** Requests so far, as method and path. */
  public List<String> seen() {
    return List.copyOf(seen);
  }

  /** How many different erasures it was asked for. */
  public int keys() {
    return erasures.size();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getRawPath().substring("/lapse".length());
      seen.add(exchange.getRequestMethod() + " " + path);
      if (token != null
          && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        send(exchange, 401, "{}");
      } else if (path.equals("/health")) {
        exchange.sendResponseHeaders(204, -1);
      } else if (path.startsWith("/accounts/")) {
        account(exchange, decoded(path));
      } else if (exchange.getRequestMethod().equals("PUT")) {
        erase(exchange, decoded(path), JSON.readTree(body));
      } else {
        poll(exchange, decoded(path));
      }
    }
  }

  private void account(HttpExchange exchange, String account) throws IOException {
    long remaining = kept.getOrDefault(account, 0L);
    switch (mood) {
      case STALLING -> {
        exchange.sendResponseHeaders(200, 100);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        stall();
      }
      case TALKATIVE -> send(exchange, 200, " ".repeat(100_000) + "{\"remaining\":0}");
      case NONSENSE -> send(exchange, 200, "<html>Welcome</html>");
      case WILLING, SLOW, STUCK, FORGETFUL, LYING, REFUSING, FAILING, BROKEN ->
          send(exchange, 200, "{\"remaining\":%d}".formatted(remaining));
    }
  }

  private void erase(HttpExchange exchange, String key, JsonNode request) throws IOException {
    String account = request.get("account").asString();
    Erasure known = erasures.get(key);
    switch (mood) {
      case REFUSING ->
          problem(
              exchange, "{\"title\":\"Conflict\",\"detail\":\"open\\ninvoice\",\"status\":409}");
      case LYING -> {
        erasures.put(key, new Erasure(account, kept.getOrDefault(account, 0L), 0));
        done(exchange, erasures.get(key));
      }
      case FAILING, STUCK -> {
        erasures.putIfAbsent(key, new Erasure(account, 0, Integer.MAX_VALUE));
        running(exchange);
      }
      case BROKEN -> {
        erasures.computeIfAbsent(key, first -> erased(account, 0));
        send(exchange, 500, "{}");
      }
      case WILLING, SLOW, FORGETFUL, STALLING, TALKATIVE, NONSENSE -> {
        Erasure erasure = erasures.computeIfAbsent(key, first -> erased(account, polls));
        if (mood == Mood.WILLING || (known != null && erasure.pollsLeft() <= 0)) {
          done(exchange, erasure);
        } else {
          running(exchange);
        }
        if (mood == Mood.FORGETFUL && known == null) {
          erasures.put(key, new Erasure(account, erasure.erased(), -1));
        }
      }
    }
  }

  private void poll(HttpExchange exchange, String key) throws IOException {
    Erasure erasure = erasures.get(key);
    if (erasure == null || (mood == Mood.FORGETFUL && erasure.pollsLeft() < 0)) {
      if (erasure != null) {
        erasures.put(key, new Erasure(erasure.account(), erasure.erased(), 0));
      }
      send(exchange, 404, "{}");
    } else if (mood == Mood.FAILING) {
      send(exchange, 200, "{\"status\":\"failed\",\"reason\":\"disk full\"}");
    } else if (mood != Mood.STUCK && erasure.pollsLeft() <= 0) {
      done(exchange, erasure);
    } else {
      if (mood != Mood.STUCK) {
        erasures.put(
            key, new Erasure(erasure.account(), erasure.erased(), erasure.pollsLeft() - 1));
      }
      running(exchange);
    }
  }

  private Erasure erased(String account, int pollsLeft) {
    Long count = kept.remove(account);
    return new Erasure(account, count == null ? 0 : count, pollsLeft);
  }

  private static void done(HttpExchange exchange, Erasure erasure) throws IOException {
    send(exchange, 200, "{\"status\":\"done\",\"erased\":%d}".formatted(erasure.erased()));
  }

  private static void running(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Retry-After", "0");
    send(exchange, 202, "{\"status\":\"running\"}");
  }

  private static void problem(HttpExchange exchange, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
    send(exchange, 409, body);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String decoded(String path) {
    String segment = path.substring(path.lastIndexOf('/') + 1).replace("+", "%2B");
    return URLDecoder.decode(segment, StandardCharsets.UTF_8);
  }

  private static void stall() {
    try {
      new java.util.concurrent.CountDownLatch(1).await(30, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
