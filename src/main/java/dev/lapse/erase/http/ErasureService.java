package dev.lapse.erase.http;

import dev.lapse.erase.store.ParsedResponse;
import dev.lapse.erase.store.QuoteResponse;
import dev.lapse.erase.store.StoreFailed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client of a service as described in {@code docs/http-store.yaml}. Each response is validated
 * completely before any part of it is used.
 */
final class ErasureService {
  /** The id of an account that does not exist. */
  private static final String NOBODY = "lapse-asks-for-an-account-that-nobody-has";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LATEST_ASK_AGAIN = Duration.ofMinutes(1);
  private static final int LONGEST_WORD = 40;

  private final String store;
  private final RetryingRequests retryingRequests;

  ErasureService(String store, RetryingRequests retryingRequests) {
    this.store = store;
    this.retryingRequests = retryingRequests;
  }

  /** Requests an erasure; for a known key, returns its status. */
  ErasureStatus start(String key, String account, UUID run) {
    String body = JSON.writeValueAsString(Map.of("account", account, "run", run.toString()));
    return found(
        answer(retryingRequests.send("/erasures/" + key, body, Set.of(200, 201, 202, 409))));
  }

  /** The status of an erasure; empty if the service does not know the key. */
  Optional<ErasureStatus> poll(String key) {
    RetryingRequests.Reply reply =
        retryingRequests.send("/erasures/" + key, null, Set.of(200, 202, 404));
    return ifAny(reply.status() == 404 ? new ParsedResponse.Absent<>() : answer(reply));
  }

  /** How much an account still has. */
  ErasureStatus.Remaining remaining(String account) {
    return found(
        read(
            retryingRequests.send("/accounts/" + PathSegment.of(account), null, Set.of(200)),
            json -> new ErasureStatus.Remaining(json.count("remaining"), json.text("blocked"))));
  }

  /**
   * Checks that the service can be reached, accepts the token and answers correctly.
   *
   * @throws StoreFailed if not, or if it reports data of an account that does not exist
   */
  void tryOut() {
    health();
    if (remaining(NOBODY).remaining() > 0) {
      throw notAsPromised("it reports data of an account that does not exist");
    }
  }

  /** Checks that the service can be reached and accepts the token. */
  void health() {
    RetryingRequests.Reply health = retryingRequests.send("/health", null, Set.of(200, 204));
    if (!health.body().isBlank() && !ReadJson.isJson(health.body())) {
      throw notAsPromised("to GET /health it answered " + quote(health));
    }
  }

  private ParsedResponse<ErasureStatus> answer(RetryingRequests.Reply reply) {
    if (reply.status() == 409 && reply.body().isBlank()) {
      return new ParsedResponse.Found<>(new ErasureStatus.Refused("no reason given"));
    }
    return read(reply, json -> reply.status() == 409 ? refused(json) : answer(reply, json));
  }

  private static ErasureStatus answer(RetryingRequests.Reply reply, ReadJson json) {
    String status = json.word("status");
    if (reply.status() == 202 && !status.equals("running")) {
      throw new ReadJson.NotAsPromised("202 means that 'status' is running");
    }
    return switch (status) {
      case "done" -> new ErasureStatus.Done(json.count("erased"));
      case "running" -> new ErasureStatus.Running(askAgainIn(reply));
      case "failed" -> refused(json);
      default ->
          throw new ReadJson.NotAsPromised(
              "'status' must be done, running or failed, but is '%s'"
                  .formatted(status.substring(0, Math.min(LONGEST_WORD, status.length()))));
    };
  }

  private static Duration askAgainIn(RetryingRequests.Reply reply) {
    Duration wished = reply.retryAfter();
    if (wished == null) {
      return ASK_AGAIN;
    }
    return wished.compareTo(LATEST_ASK_AGAIN) > 0 ? LATEST_ASK_AGAIN : wished;
  }

  private static ErasureStatus refused(ReadJson json) {
    @Nullable String reason = json.text("reason");
    @Nullable String detail = json.text("detail");
    @Nullable String title = json.text("title");
    if (reason != null) {
      return new ErasureStatus.Refused(reason);
    }
    if (detail != null) {
      return new ErasureStatus.Refused(detail);
    }
    return new ErasureStatus.Refused(title == null ? "no reason given" : title);
  }

  private <T> ParsedResponse<T> read(RetryingRequests.Reply reply, Function<ReadJson, T> content) {
    Optional<ReadJson> json = ReadJson.object(reply.body());
    if (json.isEmpty()) {
      return new ParsedResponse.NotUnderstood<>("%s is not a JSON object".formatted(quote(reply)));
    }
    try {
      return new ParsedResponse.Found<>(content.apply(json.get()));
    } catch (ReadJson.NotAsPromised wrong) {
      return new ParsedResponse.NotUnderstood<>(String.valueOf(wrong.getMessage()));
    }
  }

  private String quote(RetryingRequests.Reply reply) {
    return QuoteResponse.of(reply.body(), retryingRequests.secrets());
  }

  private <T> Optional<T> ifAny(ParsedResponse<T> parsedResponse) {
    if (parsedResponse instanceof ParsedResponse.NotUnderstood<T> not) {
      throw notAsPromised(not.why());
    }
    return parsedResponse instanceof ParsedResponse.Found<T> found
        ? Optional.of(found.value())
        : Optional.empty();
  }

  private <T> T found(ParsedResponse<T> parsedResponse) {
    return ifAny(parsedResponse).orElseThrow(() -> notAsPromised("there is none"));
  }

  private StoreFailed notAsPromised(String what) {
    return new StoreFailed(
        "store '%s' does not answer as docs/http-store.yaml says: %s".formatted(store, what),
        false,
        null);
  }
}
