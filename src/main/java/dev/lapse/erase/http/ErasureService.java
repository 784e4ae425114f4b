package dev.lapse.erase.http;

import dev.lapse.erase.QuoteAnswer;
import dev.lapse.erase.Reading;
import dev.lapse.erase.StoreFailed;
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
  private final Requests requests;

  ErasureService(String store, Requests requests) {
    this.store = store;
    this.requests = requests;
  }

  /** Requests an erasure; for a known key, returns its status. */
  Answer start(String key, String account, UUID run) {
    String body = JSON.writeValueAsString(Map.of("account", account, "run", run.toString()));
    return found(answer(requests.send("/erasures/" + key, body, Set.of(200, 201, 202, 409))));
  }

  /** The status of an erasure; empty if the service does not know the key. */
  Optional<Answer> poll(String key) {
    Requests.Reply reply = requests.send("/erasures/" + key, null, Set.of(200, 202, 404));
    return ifAny(reply.status() == 404 ? new Reading.Absent<>() : answer(reply));
  }

  /** How much an account still has. */
  Answer.Remaining remaining(String account) {
    return found(
        read(
            requests.send("/accounts/" + PathSegment.of(account), null, Set.of(200)),
            json -> new Answer.Remaining(json.count("remaining"), json.text("blocked"))));
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
    Requests.Reply health = requests.send("/health", null, Set.of(200, 204));
    if (!health.body().isBlank() && !ReadJson.isJson(health.body())) {
      throw notAsPromised("to GET /health it answered " + quote(health));
    }
  }

  private Reading<Answer> answer(Requests.Reply reply) {
    if (reply.status() == 409 && reply.body().isBlank()) {
      return new Reading.Found<>(new Answer.Refused("no reason given"));
    }
    return read(reply, json -> reply.status() == 409 ? refused(json) : answer(reply, json));
  }

  private static Answer answer(Requests.Reply reply, ReadJson json) {
    String status = json.word("status");
    if (reply.status() == 202 && !status.equals("running")) {
      throw new ReadJson.NotAsPromised("202 means that 'status' is running");
    }
    return switch (status) {
      case "done" -> new Answer.Done(json.count("erased"));
      case "running" -> new Answer.Running(askAgainIn(reply));
      case "failed" -> refused(json);
      default ->
          throw new ReadJson.NotAsPromised(
              "'status' must be done, running or failed, but is '%s'"
                  .formatted(status.substring(0, Math.min(LONGEST_WORD, status.length()))));
    };
  }

  private static Duration askAgainIn(Requests.Reply reply) {
    Duration wished = reply.retryAfter();
    if (wished == null) {
      return ASK_AGAIN;
    }
    return wished.compareTo(LATEST_ASK_AGAIN) > 0 ? LATEST_ASK_AGAIN : wished;
  }

  private static Answer refused(ReadJson json) {
    @Nullable String reason = json.text("reason");
    @Nullable String detail = json.text("detail");
    @Nullable String title = json.text("title");
    if (reason != null) {
      return new Answer.Refused(reason);
    }
    if (detail != null) {
      return new Answer.Refused(detail);
    }
    return new Answer.Refused(title == null ? "no reason given" : title);
  }

  private <T> Reading<T> read(Requests.Reply reply, Function<ReadJson, T> content) {
    Optional<ReadJson> json = ReadJson.object(reply.body());
    if (json.isEmpty()) {
      return new Reading.NotUnderstood<>("%s is not a JSON object".formatted(quote(reply)));
    }
    try {
      return new Reading.Found<>(content.apply(json.get()));
    } catch (ReadJson.NotAsPromised wrong) {
      return new Reading.NotUnderstood<>(String.valueOf(wrong.getMessage()));
    }
  }

  private String quote(Requests.Reply reply) {
    return QuoteAnswer.of(reply.body(), requests.secrets());
  }

  private <T> Optional<T> ifAny(Reading<T> reading) {
    if (reading instanceof Reading.NotUnderstood<T> not) {
      throw notAsPromised(not.why());
    }
    return reading instanceof Reading.Found<T> found
        ? Optional.of(found.value())
        : Optional.empty();
  }

  private <T> T found(Reading<T> reading) {
    return ifAny(reading).orElseThrow(() -> notAsPromised("there is none"));
  }

  private StoreFailed notAsPromised(String what) {
    return new StoreFailed(
        "store '%s' does not answer as docs/http-store.yaml says: %s".formatted(store, what),
        false,
        null);
  }
}
