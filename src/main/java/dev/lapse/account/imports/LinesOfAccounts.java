package dev.lapse.account.imports;

import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the lines of one import say of each account. */
final class LinesOfAccounts {
  private final Map<String, Said> byAccount = new HashMap<>();

  private record Said(
      long line,
      AccountKind kind,
      AccountState state,
      @Nullable Instant lapsedAt,
      boolean retainData) {
    boolean saysTheSame(Said other) {
      return kind == other.kind
          && state == other.state
          && retainData == other.retainData
          && (lapsedAt == null ? other.lapsedAt == null : lapsedAt.equals(other.lapsedAt));
    }

    /** An account may lapse again after it lapsed; a file may contain both, in this order. */
    boolean isFollowedBy(Said other) {
      return lapsedAt != null && other.lapsedAt != null && other.lapsedAt.isAfter(lapsedAt);
    }
  }

  /**
   * Adds a line.
   *
   * @throws Contradiction if an earlier line says something else
   */
  void add(long number, ImportLine line) {
    Said said = new Said(number, line.kind(), line.state(), line.lapsedAt(), line.retainData());
    Said before = byAccount.putIfAbsent(line.id(), said);
    if (before == null || before.saysTheSame(said)) {
      return;
    }
    if (!before.isFollowedBy(said)) {
      throw new Contradiction(
          "line %d says that account '%s' is %s (%s)%s, this line that it is %s (%s)%s; correct one of them"
              .formatted(
                  before.line(),
                  line.id(),
                  before.state().text(),
                  before.kind().text(),
                  since(before),
                  said.state().text(),
                  said.kind().text(),
                  since(said)));
    }
    byAccount.put(line.id(), said);
  }

  private static String since(Said said) {
    return said.lapsedAt() == null ? "" : " since " + said.lapsedAt();
  }
}
