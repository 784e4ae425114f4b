package dev.lapse.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A small server that can be made to misbehave, request by request.
 *
 * @param <F> what may be wrong with an answer
 */
public abstract class StandInServer<F extends Enum<F>> implements AutoCloseable {
  private final HttpServer server;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final F none;
  private volatile Misbehaviour<F> misbehaviour;

  /**
   * What is wrong with the answer to a request, by method, path and query. If only the body says
   * which account it is about, the id follows after a space.
   */
  @FunctionalInterface
  public interface Misbehaviour<F> {
    F next(String request);
  }

  /** A request, and what is wrong with the answer to it. */
  record Asked<F>(String method, URI uri, String body, F fault) {}

  record Reply(int status, String body) {}

  StandInServer(String path, F none) {
    this.none = none;
    this.misbehaviour = request -> none;
    server = LocalServer.create();
    server.createContext(path, this::answer);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "stand-in");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
  }

  abstract Reply reply(Asked<F> asked);

  /** The account of a request if only its body contains it; otherwise empty. */
  abstract String whose(String method, URI uri, String body);

  public URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  public void misbehave(Misbehaviour<F> how) {
    misbehaviour = how;
  }

  public void behave() {
    misbehave(request -> none);
  }

  /** Forgets what was put there and asked for, and behaves. */
  public void startAnew() {
    behave();
    seen.clear();
  }

  /** Requests so far, each as method, path and query. */
  public List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      String method = exchange.getRequestMethod();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String request = method + " " + uri.getRawPath() + query;
      seen.add(request);
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String whose = whose(method, uri, body);
      F fault = misbehaviour.next(whose.isEmpty() ? request : request + " " + whose);
      send(exchange, reply(new Asked<>(method, uri, body, fault)));
    }
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] answer = reply.body().getBytes(StandardCharsets.UTF_8);
    if (reply.status() == 302) {
      exchange.getResponseHeaders().set("Location", "https://login.example.com/");
    }
    if (reply.status() == 202) {
      exchange.getResponseHeaders().set("Retry-After", "0");
    }
    exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
    if (answer.length > 0) {
      exchange.getResponseBody().write(answer);
    }
  }

  /** The first half of an answer. */
  static Reply cut(Reply reply) {
    return new Reply(reply.status(), reply.body().substring(0, reply.body().length() / 2));
  }
}
