package dev.lapse.testing;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** A small service that erases accounts and can be made to misbehave, request by request. */
public final class StandInService extends StandInServer<StandInService.Fault> {
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, Long> kept = new ConcurrentHashMap<>();
  private final Map<String, Long> erased = new ConcurrentHashMap<>();

  /** The account of a key. */
  private final Map<String, String> accounts = new ConcurrentHashMap<>();

  /** What was said that it erased, by key. */
  private final Map<String, Long> said = new ConcurrentHashMap<>();

  /** What is wrong with an answer. */
  public enum Fault {
    NONE,
    EMPTY_BODY,
    LOGIN_PAGE,
    /** Half of the answer. */
    CUT,
    /** Members of an undocumented type. */
    WRONG_TYPES,
    /** Numbers above the maximum. */
    HUGE,
    /** Nothing remains of any account. */
    HIDES,
    /** Says that it erased, and keeps. */
    SAYS_ERASED,
    /** Does it, and reports that it is in progress. */
    GOES_ON,
    /** Knows no key. */
    FORGETS,
    UNAVAILABLE,
    REDIRECT
  }

  public StandInService() {
    super("/", Fault.NONE);
  }

  /** Puts something of an account there. */
  public StandInService keeps(String account, long count) {
    kept.put(account, count);
    return this;
  }

  @Override
  public void startAnew() {
    super.startAnew();
    List.of(kept, erased, accounts, said).forEach(Map::clear);
  }

  /** What is there by account. */
  public Map<String, Long> kept() {
    return Map.copyOf(kept);
  }

  /** What it said that it erased of an account, whatever it did. */
  public long word(String account) {
    return said.entrySet().stream()
        .filter(answer -> account.equals(accounts.get(answer.getKey())))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Override
  String whose(String method, URI uri, String body) {
    return method.equals("PUT") ? account(body) : accounts.getOrDefault(last(uri), "");
  }

  @Override
  Reply reply(Asked<Fault> asked) {
    switch (asked.fault()) {
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
        Reply honest = honest(asked);
        return asked.fault() == Fault.CUT ? cut(honest) : honest;
      }
    }
  }

  private Reply honest(Asked<Fault> asked) {
    String path = asked.uri().getRawPath();
    if (path.equals("/health")) {
      return new Reply(204, "");
    }
    String last = last(asked.uri());
    if (path.startsWith("/accounts/")) {
      return remaining(last, asked.fault());
    }
    if (asked.method().equals("PUT")) {
      return erase(last, account(asked.body()), asked.fault());
    }
    return asked.fault() == Fault.FORGETS || !erased.containsKey(last)
        ? new Reply(404, "")
        : done(last, erased.getOrDefault(last, 0L), asked.fault());
  }

  private Reply remaining(String account, Fault fault) {
    long remaining = fault == Fault.HIDES ? 0 : kept.getOrDefault(account, 0L);
    return new Reply(
        200,
        switch (fault) {
          case WRONG_TYPES -> "{\"remaining\":0,\"blocked\":true}";
          case HUGE -> "{\"remaining\":9223372036854775807}";
          default -> "{\"remaining\":%d}".formatted(remaining);
        });
  }

  private Reply erase(String key, String account, Fault fault) {
    accounts.put(key, account);
    if (fault == Fault.SAYS_ERASED) {
      return done(key, kept.getOrDefault(account, 0L), fault);
    }
    erased.computeIfAbsent(
        key,
        fresh -> {
          Long count = kept.remove(account);
          return count == null ? 0 : count;
        });
    return fault == Fault.GOES_ON
        ? new Reply(202, "{\"status\":\"running\"}")
        : done(key, erased.getOrDefault(key, 0L), fault);
  }

  private Reply done(String key, long count, Fault fault) {
    return new Reply(
        200,
        switch (fault) {
          case WRONG_TYPES -> "{\"status\":\"done\",\"erased\":\"%d\"}".formatted(count);
          case HUGE -> "{\"status\":\"done\",\"erased\":9223372036854775807}";
          default -> {
            if (fault != Fault.CUT) {
              said.put(key, count);
            }
            yield "{\"status\":\"done\",\"erased\":%d}".formatted(count);
          }
        });
  }

  private static String last(URI uri) {
    return uri.getRawPath().substring(uri.getRawPath().lastIndexOf('/') + 1);
  }

  private static String account(String body) {
    return JSON.readTree(body).get("account").asString();
  }
}
