package dev.lapse.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's SQLSTATE says about an error, above all whether a retry can help. A state is
 * null if the error has none.
 */
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

  /**
   * No connection, too many, stopping or starting, a statement that was ended, a read-only copy:
   * the same may succeed a moment later.
   */
  public static boolean isUnavailable(@Nullable String state) {
    return isConnection(state)
        || (state != null
            && (state.startsWith("53") || state.startsWith("57") || state.equals("25006")));
  }

  /** The role may not do it, or a policy hides rows from it. */
  public static boolean isMissingRight(@Nullable String state) {
    return "42501".equals(state);
  }

  /** A statement was ended: it took too long, or somebody asked for it. */
  public static boolean isCancelled(@Nullable String state) {
    return "57014".equals(state);
  }

  /** Another session held a lock for longer than the timeout. */
  public static boolean isLockTimeout(@Nullable String state) {
    return "55P03".equals(state);
  }

  /** A foreign key was broken; where another transaction did it, another try may succeed. */
  public static boolean isForeignKey(@Nullable String state) {
    return "23503".equals(state);
  }

  /** A trigger or function of the store's owner raised it. */
  public static boolean isRaised(@Nullable String state) {
    return state != null
        && (state.startsWith("P0") || state.startsWith("38") || state.startsWith("39"));
  }

  /** What the code says, in words. */
  public static String meaning(String state) {
    return switch (state) {
      case "23001", "23503" -> "a row that stays refers to a row that would go";
      case "23502" -> "a column would become null that must not";
      case "23505" -> "a value would occur twice that must be unique";
      case "23514" -> "a check constraint refuses the new value";
      case "40P01" -> "a deadlock with another session";
      case "40001" -> "another transaction changed the same rows at the same time";
      case "55P03" -> "another session holds a lock on the rows";
      case "57014" -> "a statement took longer than the role's statement_timeout";
      case "53200" -> "the server is out of memory or of locks";
      case "42501" -> "the role lacks a right";
      default -> meaningOfClass(state);
    };
  }

  private static String meaningOfClass(String state) {
    if (isRaised(state)) {
      return "a trigger or function of the product raised an error";
    }
    if (isConnection(state)) {
      return "the store does not answer, or ends its connections";
    }
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "22" -> "a value cannot be stored or converted";
      case "23" -> "a constraint refuses the change";
      case "25", "0A" -> "the server does not allow the statement now";
      case "42" -> "the statement does not fit the schema";
      case "53" -> "the server lacks resources";
      default -> "an error of the database server";
    };
  }

  /** The statement itself is wrong, whatever the rows are. */
  public static boolean isOfTheStatement(@Nullable String state) {
    return state != null
        && (state.startsWith("42") || state.startsWith("0A") || state.startsWith("25"));
  }
}
