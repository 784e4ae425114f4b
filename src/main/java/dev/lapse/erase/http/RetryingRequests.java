package dev.lapse.erase.http;

import dev.lapse.catalog.HttpStore.Service;
import dev.lapse.erase.store.StoreFailed;
import dev.lapse.http.LimitedClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;

/**
 * Sends requests to a service, with retries if the service or the network has trouble. Every wait
 * is limited: for a connection, for the response, and for its end. Does not follow redirects,
 * because the token is only for this service.
 */
final class RetryingRequests {
  private static final Duration WHOLE_ANSWER = Duration.ofSeconds(30);
  private static final Duration LONGEST_REST = Duration.ofSeconds(60);
  private static final int TRIES = 5;
  private static final long FIRST_REST_MILLIS = 100;

  /** Statuses that would be the same for any account. */
  private static final Set<Integer> WHOLE_SERVICE = Set.of(401, 403, 404, 429, 502, 503, 504);

  private final String store;
  private final Service service;
  private final Duration wholeAnswer;
  private final LimitedClient client = new LimitedClient();

  RetryingRequests(String store, Service service) {
    this(store, service, WHOLE_ANSWER);
  }

  /**
   * @param wholeAnswer time limit of a complete response
   */
  RetryingRequests(String store, Service service, Duration wholeAnswer) {
    this.store = store;
    this.service = service;
    this.wholeAnswer = wholeAnswer;
  }

  /** A response. */
  record Reply(int status, String body, @Nullable Duration retryAfter) {}

  /** Secrets that messages must not contain. */
  Set<String> secrets() {
    return service.token() == null ? Set.of() : Set.of(service.token());
  }

  /**
   * @param path path relative to the address of the service
   * @param body JSON, or null for GET
   * @param expected the expected statuses; anything else is a failure
   */
  Reply send(String path, @Nullable String body, Set<Integer> expected) {
    for (int attempt = 1; ; attempt++) {
      try {
        Reply reply = once(path, body);
        if (expected.contains(reply.status())) {
          return reply;
        }
        if (attempt == TRIES || !isTrouble(reply.status())) {
          throw unexpected(path, body, reply.status());
        }
        rest(attempt, reply.retryAfter());
      } catch (IOException failed) {
        if (attempt == TRIES) {
          throw new StoreFailed(
              "store '%s' cannot be reached: %s".formatted(store, words(failed)), true, failed);
        }
        rest(attempt, null);
      }
    }
  }

  private Reply once(String path, @Nullable String body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.url() + path))
            .timeout(wholeAnswer)
            .header("Accept", "application/json");
    if (body != null) {
      request
          .header("Content-Type", "application/json")
          .PUT(HttpRequest.BodyPublishers.ofString(body));
    }
    if (service.token() != null) {
      request.header("Authorization", "Bearer " + service.token());
    }
    try {
      HttpResponse<String> response =
          client.read(request.build(), wholeAnswer.plus(LimitedClient.CONNECT));
      return new Reply(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("Retry-After").map(RetryingRequests::seconds).orElse(null));
    } catch (HttpConnectTimeoutException unreachable) {
      throw unreachable;
    } catch (HttpTimeoutException never) {
      throw new IOException("no complete response within " + wholeAnswer);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreFailed("store '%s': interrupted".formatted(store), true, interrupted);
    }
  }

  /** A date is allowed too but ignored; the default pause is used instead. */
  private static @Nullable Duration seconds(String text) {
    return text.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(text)) : null;
  }

  private static boolean isTrouble(int status) {
    return status == 429 || status >= 500;
  }

  private StoreFailed unexpected(String path, @Nullable String body, int status) {
    String hint =
        switch (status) {
          case 401, 403 -> "; is its token right?";
          case 404 -> "; is its url right?";
          default -> "";
        };
    // some paths contain the account's id, which must not be in a message about the service
    return new StoreFailed(
        "store '%s' answered %d to %s /%s%s"
            .formatted(store, status, body == null ? "GET" : "PUT", path.split("/", 3)[1], hint),
        WHOLE_SERVICE.contains(status),
        null);
  }

  private static String words(IOException failed) {
    Throwable cause = NestedExceptionUtils.getMostSpecificCause(failed);
    String message = cause.getMessage() == null ? failed.getMessage() : cause.getMessage();
    if (message != null) {
      return message.lines().findFirst().orElse("");
    }
    return failed instanceof ConnectException
        ? "the connection was refused"
        : "the connection was closed";
  }

  /** Grows with each retry; the service's Retry-After is respected up to a minute. */
  private static void rest(int attempt, @Nullable Duration wished) {
    long own = FIRST_REST_MILLIS << attempt;
    long millis = ThreadLocalRandom.current().nextLong(own / 2, own);
    if (wished != null) {
      millis = Math.max(millis, Math.min(LONGEST_REST.toMillis(), wished.toMillis()));
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
