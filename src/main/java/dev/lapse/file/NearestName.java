package dev.lapse.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Suggests the name that was probably meant. */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name with the smallest edit distance, if it is small enough to be a typo: two
   * letters, one in a short name, a third of a long one. Ignores case.
   */
  public static Optional<String> of(String wrong, Collection<String> known) {
    return new TreeSet<>(known)
        .stream()
            .filter(name -> distance(wrong, name) <= slips(name))
            .min(Comparator.comparingInt(name -> distance(wrong, name)));
  }

  /** "; did you mean 'x'?", or the list of known names if none is similar. */
  public static String hint(String wrong, Collection<String> known) {
    return of(wrong, known)
        .map(name -> "; did you mean '" + name + "'?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? ""
                    : new TreeSet<>(known)
                        .stream().limit(20).collect(Collectors.joining(", ", "; known: ", "")));
  }

  private static int slips(String name) {
    return name.length() < 4 ? 1 : Math.max(2, name.length() / 3);
  }

  private static int distance(String wrong, String known) {
    String a = wrong.toLowerCase(Locale.ROOT);
    String b = known.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
