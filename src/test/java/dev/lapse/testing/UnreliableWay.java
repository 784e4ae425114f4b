package dev.lapse.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Stands between a client and a server, and does to requests what a bad network does. */
public final class UnreliableWay implements AutoCloseable {
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("host", "content-length", "connection", "expect", "transfer-encoding", "upgrade");

  private final HttpServer here;
  private final URI there;
  private final Correction correction;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);
  private volatile String answer = "";
  private volatile Disturbance disturbance = request -> What.PASSES;

  /** What happens to a request. */
  public enum What {
    PASSES,
    /** The connection is closed before the request reaches the server. */
    IS_LOST,
    /** The server does it, and its answer is lost. */
    LOSES_ITS_ANSWER,
    /** It waits here until it is let go. */
    IS_HELD,
    /** The server does it, and its answer waits here. */
    HAS_ITS_ANSWER_HELD,
    /** Somebody else answers: what {@link #answer} was given. */
    IS_ANSWERED_HERE,
    /** "Slow down". */
    IS_THROTTLED
  }

  /** Decides by method, path and query. */
  @FunctionalInterface
  public interface Disturbance {
    What next(String request);
  }

  /** Says what the server should have answered. */
  @FunctionalInterface
  interface Correction {
    byte[] correct(String request, int status, byte[] body);
  }

  public UnreliableWay(URI there) {
    this(there, (request, status, body) -> body);
  }

  /**
   * @param correction of what the server answers wrongly
   */
  UnreliableWay(URI there, Correction correction) {
    this.there = there;
    this.correction = correction;
    here = LocalServer.create();
    here.createContext("/", this::pass);
    here.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "unreliable-way");
              thread.setDaemon(true);
              return thread;
            }));
    here.start();
  }

  public URI address() {
    return URI.create("http://localhost:" + here.getAddress().getPort());
  }

  public UnreliableWay disturb(Disturbance how) {
    disturbance = how;
    return this;
  }

  public void calm() {
    disturb(request -> What.PASSES);
  }

  /** What is answered in the place of the server. */
  public UnreliableWay answer(String text) {
    answer = text;
    return this;
  }

  /** Returns once a request is held. */
  public void awaitHeld() {
    await(held);
  }

  /** Lets go what is held, now and later. */
  public void letGo() {
    letGo.countDown();
  }

  /** The requests so far, each as method, path and query. */
  public List<String> seen() {
    return List.copyOf(seen);
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request =
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI().getRawPath()
              + (exchange.getRequestURI().getRawQuery() == null
                  ? ""
                  : "?" + exchange.getRequestURI().getRawQuery());
      byte[] body = exchange.getRequestBody().readAllBytes();
      seen.add(request);
      What what = disturbance.next(request);
      if (what == What.IS_HELD) {
        hold();
      }
      switch (what) {
        case IS_LOST -> {}
        case IS_ANSWERED_HERE -> {
          byte[] own = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, own.length);
          exchange.getResponseBody().write(own);
        }
        case IS_THROTTLED -> {
          byte[] slowDown =
              "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(503, slowDown.length);
          exchange.getResponseBody().write(slowDown);
        }
        case PASSES, LOSES_ITS_ANSWER, IS_HELD, HAS_ITS_ANSWER_HELD -> {
          HttpResponse<byte[]> reply = forwarded(exchange, body);
          if (what == What.HAS_ITS_ANSWER_HELD) {
            hold();
          }
          if (what != What.LOSES_ITS_ANSWER) {
            reply
                .headers()
                .map()
                .forEach(
                    (name, values) -> {
                      if (isPassedOn(name)) {
                        exchange.getResponseHeaders().put(name, values);
                      }
                    });
            byte[] answered = correction.correct(request, reply.statusCode(), reply.body());
            boolean empty = answered.length == 0;
            exchange.sendResponseHeaders(reply.statusCode(), empty ? -1 : answered.length);
            if (!empty) {
              exchange.getResponseBody().write(answered);
            }
          }
        }
      }
    }
  }

  private void hold() {
    held.countDown();
    await(letGo);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing came for a minute");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private HttpResponse<byte[]> forwarded(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(there + exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (isPassedOn(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  private static boolean isPassedOn(String header) {
    return !OF_THE_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    letGo();
    here.stop(0);
  }
}
