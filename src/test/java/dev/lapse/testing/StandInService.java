package dev.lapse.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/** A small service that erases accounts and can be told to misbehave, request by request. */
public final class StandInService implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  static {
    // else each answer waits for the acknowledgement of its head
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final Map<String, Long> kept = new ConcurrentHashMap<>();
  private final Map<String, Long> erased = new ConcurrentHashMap<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile Misbehaviour misbehaviour = request -> Fault.NONE;

  /** What is wrong with an answer. */
  public enum Fault {
    NONE,
    EMPTY_BODY,
    LOGIN_PAGE,
    /** Half of the answer. */
    CUT,
    /** Members of a type that nobody promised. */
    WRONG_TYPES,
    /** Numbers that nobody has. */
    HUGE,
    /** Nothing remains of anybody. */
    HIDES,
    /** Says that it erased, and keeps. */
    SAYS_ERASED,
    /** Does it, and says that it goes on. */
    GOES_ON,
    /** Knows no key. */
    FORGETS,
    UNAVAILABLE,
    REDIRECT
  }

  /** What is wrong with the answer to a request, by method and path. */
  @FunctionalInterface
  public interface Misbehaviour {
    Fault of(String request);
  }

  private record Reply(int status, String body) {}

  public StandInService() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    server.createContext("/", this::answer);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "stand-in-service");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
  }

  public URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** Puts something of an account there. */
  public StandInService keeps(String account, long count) {
    kept.put(account, count);
    return this;
  }

  /** What is there by account. */
  public Map<String, Long> kept() {
    return Map.copyOf(kept);
  }

  public StandInService misbehave(Misbehaviour how) {
    misbehaviour = how;
    return this;
  }

  public void behave() {
    misbehave(request -> Fault.NONE);
  }

  /** Requests so far, each as method and path. */
  public List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      String request = exchange.getRequestMethod() + " " + path;
      seen.add(request);
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Reply reply = reply(request, path, body, misbehaviour.of(request));
      byte[] answer = reply.body().getBytes(StandardCharsets.UTF_8);
      if (reply.status() == 302) {
        exchange.getResponseHeaders().set("Location", "https://login.example.com/");
      }
      if (reply.status() == 202) {
        exchange.getResponseHeaders().set("Retry-After", "0");
      }
      exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private Reply reply(String request, String path, String body, Fault fault) {
    switch (fault) {
      case EMPTY_BODY -> {
        return new Reply(200, "");
      }
      case LOGIN_PAGE -> {
        return new Reply(200, "<!DOCTYPE html><html><body>Please sign in.</body></html>");
      }
      case UNAVAILABLE -> {
        return new Reply(503, "");
      }
      case REDIRECT -> {
        return new Reply(302, "");
      }
      default -> {
        Reply honest = honest(request, path, body, fault);
        return fault == Fault.CUT
            ? new Reply(honest.status(), honest.body().substring(0, honest.body().length() / 2))
            : honest;
      }
    }
  }

  private Reply honest(String request, String path, String body, Fault fault) {
    if (path.equals("/health")) {
      return new Reply(204, "");
    }
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (path.startsWith("/accounts/")) {
      long remaining = fault == Fault.HIDES ? 0 : kept.getOrDefault(last, 0L);
      return new Reply(
          200,
          switch (fault) {
            case WRONG_TYPES -> "{\"remaining\":0,\"blocked\":true}";
            case HUGE -> "{\"remaining\":9223372036854775807}";
            default -> "{\"remaining\":%d}".formatted(remaining);
          });
    }
    if (request.startsWith("PUT")) {
      String account = JSON.readTree(body).get("account").asString();
      if (fault == Fault.SAYS_ERASED) {
        return done(kept.getOrDefault(account, 0L), fault);
      }
      erased.computeIfAbsent(
          last,
          key -> {
            Long count = kept.remove(account);
            return count == null ? 0 : count;
          });
      return fault == Fault.GOES_ON
          ? new Reply(202, "{\"status\":\"running\"}")
          : done(erased.getOrDefault(last, 0L), fault);
    }
    return fault == Fault.FORGETS || !erased.containsKey(last)
        ? new Reply(404, "")
        : done(erased.getOrDefault(last, 0L), fault);
  }

  private static Reply done(long count, Fault fault) {
    return new Reply(
        200,
        switch (fault) {
          case WRONG_TYPES -> "{\"status\":\"done\",\"erased\":\"%d\"}".formatted(count);
          case HUGE -> "{\"status\":\"done\",\"erased\":9223372036854775807}";
          default -> "{\"status\":\"done\",\"erased\":%d}".formatted(count);
        });
  }
}
