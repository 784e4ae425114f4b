package dev.lapse.cli;

import dev.lapse.account.imports.ImportResult.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lines of an import with their reasons; of many alike, the first ones and the number of others.
 */
final class AlikeLines {
  private static final int EACH = 10;
  private static final int NUMBERS = 5;

  private AlikeLines() {}

  /** The texts after the file's name. */
  static List<String> of(List<Rejected> wrong) {
    Map<String, List<Rejected>> kinds = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (Rejected each : wrong) {
      List<Rejected> alike =
          kinds.computeIfAbsent(kind(each.reason()), reason -> new ArrayList<>());
      alike.add(each);
      if (alike.size() <= EACH) {
        lines.add("%d: %s".formatted(each.line(), each.reason()));
      }
    }
    kinds.values().stream()
        .filter(alike -> alike.size() > EACH)
        .forEach(alike -> lines.add(more(alike)));
    return lines;
  }

  private static String more(List<Rejected> alike) {
    List<Rejected> others = alike.subList(EACH, alike.size());
    return String.format(
        Locale.ROOT,
        " and %,d more like line %d: lines %s%s",
        others.size(),
        alike.get(0).line(),
        others.stream()
            .limit(NUMBERS)
            .map(each -> String.valueOf(each.line()))
            .collect(Collectors.joining(", ")),
        others.size() > NUMBERS ? ", …" : "");
  }

  /** The reason without the values of the line. */
  private static String kind(String reason) {
    return reason.replaceAll("'[^']*'", "''").replaceAll("\\d+", "0");
  }
}
