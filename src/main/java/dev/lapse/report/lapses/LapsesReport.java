package dev.lapse.report.lapses;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of lapses.
 *
 * @param by reason, month or kind; null for the total alone
 * @param groups in the order of their names; empty without {@code by}
 */
public record LapsesReport(@Nullable String by, List<Group> groups, Counts total) {
  /**
   * Lapses that have one thing in common.
   *
   * @param name a code, month or kind; null for lapses without a code
   */
  public record Group(@Nullable String name, Counts counts) {}

  /**
   * Lapses, and how many of them ended in which way. A pause that was closed counts as two lapses.
   *
   * @param returns those whose account came back
   * @param erasures those whose data was erased
   */
  public record Counts(long lapses, long returns, long erasures) {
    Counts plus(Counts more) {
      return new Counts(lapses + more.lapses, returns + more.returns, erasures + more.erasures);
    }
  }
}
