package dev.lapse.catalog.live;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an SQLSTATE of PostgreSQL says about another try. Null where there is none. */
public final class SqlState {
  private static final Set<String> LOCKED = Set.of("40P01", "40001", "55P03");
  private static final Set<String> TOO_LARGE = Set.of("53200", "57014");

  private SqlState() {}

  /** A deadlock, a serialization failure or a lock that is not available: waiting helps. */
  public static boolean isLocked(@Nullable String state) {
    return state != null && LOCKED.contains(state);
  }

  /** Too many locks, or a statement that took too long: smaller transactions help. */
  public static boolean isTooLarge(@Nullable String state) {
    return state != null && TOO_LARGE.contains(state);
  }

  /** The server is gone, going or not yet there. */
  public static boolean isConnection(@Nullable String state) {
    return state != null && (state.startsWith("08") || state.startsWith("57P"));
  }

  /** The role may not do it, or a policy hides rows from it. */
  public static boolean isMissingRight(@Nullable String state) {
    return "42501".equals(state);
  }

  /** A foreign key was broken; where another transaction did it, another try may succeed. */
  public static boolean isForeignKey(@Nullable String state) {
    return "23503".equals(state);
  }

  /** The statement itself is wrong, whatever the rows are. */
  public static boolean isOfTheStatement(@Nullable String state) {
    return state != null
        && (state.startsWith("42") || state.startsWith("0A") || state.startsWith("25"));
  }
}
