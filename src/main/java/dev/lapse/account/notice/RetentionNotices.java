package dev.lapse.account.notice;

import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sets whose rows are not simply erased with their account, as customers are informed of them.
 */
public record RetentionNotices(List<OfSet> sets) {
  public RetentionNotices {
    sets = List.copyOf(sets);
  }

  /** What happens to the rows. */
  public enum Fate {
    /** Removed at the lapse: they are payment details. */
    REMOVED_AT_LAPSE,
    /** Kept after the erasure. */
    KEPT,
    /** Kept, without anything that identifies the customer. */
    ANONYMIZED
  }

  /**
   * What happens to the rows of one set.
   *
   * @param cells the cells that have it
   * @param label what customers call it, by language; empty if they do not
   * @param why it is kept, or null
   * @param keptFor how long it is kept after the lapse, or null
   */
  public record OfSet(
      String name,
      Set<String> cells,
      Fate fate,
      Map<String, String> label,
      @Nullable String why,
      @Nullable Period keptFor) {
    public static OfSet removedAtLapse(String name, Set<String> cells) {
      return new OfSet(name, cells, Fate.REMOVED_AT_LAPSE, Map.of(), null, null);
    }

    public static OfSet kept(
        String name, Set<String> cells, Map<String, String> label, String why, Period keptFor) {
      return new OfSet(name, cells, Fate.KEPT, label, why, keptFor);
    }

    public static OfSet anonymized(String name, Set<String> cells, Map<String, String> label) {
      return new OfSet(name, cells, Fate.ANONYMIZED, label, null, null);
    }
  }

  /** All but those with this fate. */
  public RetentionNotices without(Fate fate) {
    return new RetentionNotices(sets.stream().filter(set -> set.fate() != fate).toList());
  }

  Stream<OfSet> in(String cell, Fate fate) {
    return sets.stream().filter(set -> set.fate() == fate && set.cells().contains(cell));
  }
}
