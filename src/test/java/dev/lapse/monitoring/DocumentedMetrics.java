package dev.lapse.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What rules and panels may ask for: Lapse's metrics as {@code docs/metrics.md} has them, what is
 * recorded of them, and those of the libraries.
 */
final class DocumentedMetrics {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(lapse_\\w+)` \\| (\\w+) \\|");
  private static final List<String> OF_LIBRARIES =
      List.of("spring_batch_", "jvm_", "process_", "hikaricp_", "http_server_requests_");

  private DocumentedMetrics() {}

  /** The undocumented metrics of some expressions. */
  static Set<String> unknown(Stream<Expression> expressions) {
    Set<String> known = Rule.recordings().stream().map(Rule::name).collect(Collectors.toSet());
    known.addAll(seriesOfLapse());
    known.add("up");
    return expressions
        .flatMap(expression -> expression.metrics().stream())
        .filter(
            metric ->
                !known.contains(metric) && OF_LIBRARIES.stream().noneMatch(metric::startsWith))
        .collect(Collectors.toSet());
  }

  /** The series of each of Lapse's metrics. */
  static Set<String> seriesOfLapse() {
    Set<String> series = new TreeSet<>();
    ROW.matcher(page()).results().forEach(row -> series.addAll(series(row.group(1), row.group(2))));
    return series;
  }

  private static List<String> series(String name, String type) {
    return switch (type) {
      case "histogram" -> List.of(name + "_bucket", name + "_count", name + "_sum");
      case "summary" -> List.of(name + "_count", name + "_sum");
      default -> List.of(name);
    };
  }

  private static String page() {
    try {
      return Files.readString(Path.of("docs/metrics.md"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
