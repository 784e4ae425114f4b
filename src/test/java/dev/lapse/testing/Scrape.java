package dev.lapse.testing;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code /actuator/prometheus} answered.
 *
 * @param types by the name of the metric, as {@code # TYPE} gives it
 * @param values by series, such as {@code lapse_due_accounts{job="purge"}}
 */
public record Scrape(
    Map<String, String> types, Map<String, String> helps, Map<String, Double> values) {
  private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][^ {]*(?:\\{.*})?) (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Asks a program that serves. */
  public static Scrape of(TestProgram program) {
    return of(HttpCaller.of(program).get("/actuator/prometheus").body());
  }

  static Scrape of(String text) {
    Scrape scrape = new Scrape(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    text.lines().forEach(scrape::add);
    return scrape;
  }

  private void add(String line) {
    String[] words = line.split(" ", 4);
    if (line.startsWith("# TYPE ")) {
      types.put(words[2], words[3]);
    } else if (line.startsWith("# HELP ")) {
      helps.put(words[2], words[3]);
    } else {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        values.put(sample.group(1), Double.valueOf(sample.group(2).replace("Inf", "Infinity")));
      }
    }
  }

  /** The value of a series. */
  public double value(String series) {
    Double value = values.get(series);
    if (value == null) {
      throw new AssertionError("there is no " + series + " among " + values.keySet());
    }
    return value;
  }

  /** The series of Lapse's own metrics. */
  public Map<String, Double> ofLapse() {
    Map<String, Double> own = new TreeMap<>(values);
    own.keySet().removeIf(series -> !series.startsWith("lapse_"));
    return own;
  }

  /** Lapse's own metrics, each with the names of its labels. */
  public Map<String, Set<String>> labelsOfLapse() {
    Map<String, Set<String>> labels = new TreeMap<>();
    types.keySet().stream()
        .filter(name -> name.startsWith("lapse_"))
        .forEach(name -> labels.put(name, labels(name)));
    return labels;
  }

  private Set<String> labels(String metric) {
    return values.keySet().stream()
        .filter(series -> series.matches(metric + "(_bucket|_count|_sum)?(\\{.*)?"))
        .flatMap(series -> LABEL.matcher(series).results())
        .map(label -> label.group(1))
        .filter(label -> !label.equals("le"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
