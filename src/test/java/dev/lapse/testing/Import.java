package dev.lapse.testing;

import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Import lines for accounts in the usual situations, as seen from {@link SharedProgram#NOW}. */
public final class Import {
  private Import() {}

  /** Closed on 1 November: the purge is due since the 6th. */
  public static String closed(long... ids) {
    return lines("\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"", ids);
  }

  /** Paused over a year ago with retention: the expiry is due since 1 November. */
  public static String expired(long... ids) {
    return lines(
        "\"state\":\"paused\",\"retainData\":true,\"lapsedAt\":\"2025-11-01T00:00:00Z\"", ids);
  }

  public static String active(long... ids) {
    return lines("\"state\":\"active\"", ids);
  }

  private static String lines(String rest, long... ids) {
    return LongStream.of(ids)
        .mapToObj(id -> line(String.valueOf(id), rest))
        .collect(Collectors.joining());
  }

  /** A line for a direct account; {@code rest} are further members. */
  public static String line(String id, String rest) {
    return "{\"id\":\"%s\",\"name\":\"name %s\",\"kind\":\"direct\",%s}\n".formatted(id, id, rest);
  }
}
