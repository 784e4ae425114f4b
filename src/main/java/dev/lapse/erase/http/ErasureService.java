package dev.lapse.erase.http;

import dev.lapse.erase.StoreFailed;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service as {@code docs/http-store.yaml} describes it. */
final class ErasureService {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LATEST_ASK_AGAIN = Duration.ofMinutes(1);
  private static final int LONGEST_REASON = 200;

  private final String store;
  private final Requests requests;

  ErasureService(String store, Requests requests) {
    this.store = store;
    this.requests = requests;
  }

  /** Asks for an erasure; with a key that it knows, what became of it. */
  Answer start(String key, String account, UUID run) {
    String body = JSON.writeValueAsString(Map.of("account", account, "run", run.toString()));
    return answer(requests.send("/erasures/" + key, body, Set.of(200, 201, 202, 409)));
  }

  Answer poll(String key) {
    Requests.Reply reply = requests.send("/erasures/" + key, null, Set.of(200, 202, 404));
    return reply.status() == 404 ? new Answer.Unknown() : answer(reply);
  }

  Answer.Remaining remaining(String account) {
    JsonNode json =
        json(requests.send("/accounts/" + PathSegment.of(account), null, Set.of(200)).body());
    return new Answer.Remaining(number(json, "remaining"), reason(json.get("blocked")));
  }

  /** Asks whether it is there and knows the token. */
  void health() {
    requests.send("/health", null, Set.of(200, 204));
  }

  private Answer answer(Requests.Reply reply) {
    if (reply.status() == 409) {
      return new Answer.Refused(whyRefused(reply.body()));
    }
    JsonNode json = json(reply.body());
    String status = json.path("status").asString("");
    return switch (status) {
      case "done" -> new Answer.Done(number(json, "erased"));
      case "running" -> new Answer.Running(askAgainIn(reply));
      case "failed" -> new Answer.Refused(whyRefused(reply.body()));
      default ->
          throw notAsPromised("'status' must be done, running or failed, but is '%s'", status);
    };
  }

  private static Duration askAgainIn(Requests.Reply reply) {
    Duration wished = reply.retryAfter();
    if (wished == null) {
      return ASK_AGAIN;
    }
    return wished.compareTo(LATEST_ASK_AGAIN) > 0 ? LATEST_ASK_AGAIN : wished;
  }

  private String whyRefused(String body) {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException notJson) {
      return "no reason given";
    }
    for (String key : new String[] {"reason", "detail", "title"}) {
      String reason = reason(json.get(key));
      if (reason != null) {
        return reason;
      }
    }
    return "no reason given";
  }

  private JsonNode json(String body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException notJson) {
      // falls through to the same message
    }
    throw notAsPromised("its answer is no JSON object", "");
  }

  private long number(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
      throw notAsPromised("'%s' must be a whole number from 0", key);
    }
    return value.asLong();
  }

  /** One line, and not too long: it goes into records. */
  private static @Nullable String reason(@Nullable JsonNode value) {
    if (value == null || !value.isString() || value.asString().isBlank()) {
      return null;
    }
    String line = value.asString().replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    return line.substring(0, Math.min(LONGEST_REASON, line.length()));
  }

  private StoreFailed notAsPromised(String what, String word) {
    return new StoreFailed(
        "store '%s' does not answer as docs/http-store.yaml says: %s"
            .formatted(
                store, what.formatted(word.substring(0, Math.min(LONGEST_REASON, word.length())))),
        false,
        null);
  }
}
