package dev.lapse.catalog;

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
 * Whether what two stores keep of accounts can lie in each other: then an erasure in one of them,
 * of whichever account, could take along what another account has in the other.
 */
final class PlacesInBucket {
  /** Stands for every character that no prefix mentions. */
  private static final char ANY = '\uFFFF';

  private PlacesInBucket() {}

  /** A bucket in which both have objects that could be the other's. */
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

  /** Amazon has each name once, whatever the region and the address. */
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
   * True if some key begins with both prefixes, for some account each. Both are followed at once,
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

  /** How far each of two prefixes is read. */
  private record Position(int one, int other) {}

  private static int end(Owner.Prefix prefix) {
    return prefix.before().length() + 1 + prefix.after().length();
  }

  /**
   * Where a character leads: along the text before the account; into its id, which has at least one
   * character and not the one behind it; along the text behind it; and then anywhere.
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
