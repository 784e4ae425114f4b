package dev.lapse.catalog.yaml;

import dev.lapse.catalog.S3Store;
import dev.lapse.catalog.S3Store.Bucket;
import dev.lapse.catalog.S3Store.Owner;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Checks whether objects of two stores in one bucket can overlap: then erasing an account in one of
 * them could delete another account's objects in the other.
 */
final class BucketOverlap {
  /** Stands for any character that is in no prefix. */
  private static final char ANY = '\uFFFF';

  private BucketOverlap() {}

  /** A bucket in which the objects of both could overlap. */
  static Optional<Bucket> shared(S3Store one, S3Store other) {
    return overlap(one.owner(), other.owner())
        ? one.cells().values().stream()
            .filter(
                bucket -> other.cells().values().stream().anyMatch(same -> isSame(bucket, same)))
            .findFirst()
        : Optional.empty();
  }

  private static boolean isSame(Bucket one, Bucket other) {
    return one.name().equals(other.name()) && server(one).equals(server(other));
  }

  /** Amazon's bucket names are unique, independent of region and endpoint. */
  private static String server(Bucket bucket) {
    URI endpoint = bucket.endpoint();
    if (endpoint == null) {
      return "";
    }
    String host = endpoint.getHost().toLowerCase(Locale.ROOT);
    if (host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn")) {
      return "";
    }
    int port = endpoint.getPort();
    if (port < 0) {
      port = endpoint.getScheme().equals("https") ? 443 : 80;
    }
    return "%s:%d%s".formatted(host, port, Objects.requireNonNullElse(endpoint.getPath(), ""));
  }

  /** An object may have any tags, whatever its key. */
  private static boolean overlap(Owner one, Owner other) {
    return !(one instanceof Owner.Prefix a) || !(other instanceof Owner.Prefix b) || overlap(a, b);
  }

  /**
   * True if a key can begin with both prefixes, for some account each. Follows both in parallel,
   * character by character.
   */
  private static boolean overlap(Owner.Prefix one, Owner.Prefix other) {
    Set<Character> alphabet = new HashSet<>(Set.of(ANY));
    for (char c : (one.before() + one.after() + other.before() + other.after()).toCharArray()) {
      alphabet.add(c);
    }
    Set<Position> seen = new HashSet<>();
    Deque<Position> open = new ArrayDeque<>(Set.of(new Position(0, 0)));
    while (!open.isEmpty()) {
      Position at = open.pop();
      if (at.one == end(one) && at.other == end(other)) {
        return true;
      }
      if (seen.add(at)) {
        for (char c : alphabet) {
          for (int a : next(one, at.one, c)) {
            for (int b : next(other, at.other, c)) {
              open.add(new Position(a, b));
            }
          }
        }
      }
    }
    return false;
  }

  /** The positions in both prefixes. */
  private record Position(int one, int other) {}

  private static int end(Owner.Prefix prefix) {
    return prefix.before().length() + 1 + prefix.after().length();
  }

  /**
   * The positions after a character: along the text before the account; in its id, which has at
   * least one character and does not contain the one after it; along the text after it; and then
   * anywhere.
   */
  private static Set<Integer> next(Owner.Prefix prefix, int at, char c) {
    int id = prefix.before().length();
    if (at == end(prefix)) {
      return Set.of(at);
    }
    if (at < id) {
      return prefix.before().charAt(at) == c ? Set.of(at + 1) : Set.of();
    }
    if (c == prefix.after().charAt(0) && at <= id + 1) {
      return at == id + 1 ? Set.of(id + 2) : Set.of();
    }
    if (at <= id + 1) {
      return Set.of(id + 1);
    }
    return prefix.after().charAt(at - id - 1) == c ? Set.of(at + 1) : Set.of();
  }
}
