package dev.lapse.account;

import java.time.Period;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What customers can be told of sets whose rows do not simply go when their account is erased. */
public record Promises(List<OfSet> sets) {
  public Promises {
    sets = List.copyOf(sets);
  }

  /** What becomes of the rows. */
  public enum Fate {
    /** They are payment details. */
    REMOVED_AT_LAPSE,
    /** They outlive the account. */
    KEPT,
    /** They stay without what tells whose they were. */
    ANONYMIZED
  }

  /**
   * What becomes of one set.
   *
   * @param cells where it is
   * @param why it is kept, or null
   * @param keptFor how long after the lapse, or null
   */
  public record OfSet(
      String name, Set<String> cells, Fate fate, @Nullable String why, @Nullable Period keptFor) {
    public static OfSet removedAtLapse(String name, Set<String> cells) {
      return new OfSet(name, cells, Fate.REMOVED_AT_LAPSE, null, null);
    }

    public static OfSet kept(String name, Set<String> cells, String why, Period keptFor) {
      return new OfSet(name, cells, Fate.KEPT, why, keptFor);
    }

    public static OfSet anonymized(String name, Set<String> cells) {
      return new OfSet(name, cells, Fate.ANONYMIZED, null, null);
    }
  }

  Stream<OfSet> in(String cell, Fate fate) {
    return sets.stream().filter(set -> set.fate() == fate && set.cells().contains(cell));
  }
}
