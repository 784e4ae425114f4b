package dev.lapse.monitoring;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PromQL expression, as far as one can see without Prometheus which series it asks for. */
public record Expression(String text) {
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w:.$])([a-zA-Z_:][\\w:]*)(?!\\s*\\()\\b");
  private static final Pattern LABELS =
      Pattern.compile(
          "\\b(by|on|without|ignoring|group_left|group_right)\\s*\\([^)]*\\)"
              + "|\"(\\\\.|[^\"\\\\])*\"|\\[[^]]*]|offset\\s+\\w+");
  private static final Pattern SELECTION = Pattern.compile("\\{[^}]*}");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");
  private static final Pattern GREATEST =
      Pattern.compile("\\b(max|count)(\\s+by\\s*\\([^)]*\\))?\\s*$");

  /** The metrics and recorded series it names. */
  public Set<String> metrics() {
    // quoted text first: it may hold braces
    String bare = SELECTION.matcher(LABELS.matcher(text).replaceAll("")).replaceAll("");
    Set<String> metrics = new TreeSet<>();
    NAME.matcher(bare).results().map(name -> name.group(1)).forEach(metrics::add);
    metrics.removeAll(WORDS);
    return metrics;
  }

  /** Each series it asks for, with its labels and without what is done to it. */
  public List<String> selectors() {
    List<String> selectors = new ArrayList<>();
    for (String metric : metrics()) {
      Pattern.compile("(?<![\\w:])" + Pattern.quote(metric) + "(?![\\w:])(\\{[^}]*})?")
          .matcher(text)
          .results()
          .map(MatchResult::group)
          .distinct()
          .forEach(selectors::add);
    }
    return selectors;
  }

  /** The metrics of Lapse that it would sum over replicas, which all report the same value. */
  public List<String> addedUp() {
    List<String> wrong = new ArrayList<>();
    Matcher metric = Pattern.compile("(?<![\\w:])lapse_\\w+").matcher(text);
    while (metric.find()) {
      if (openBefore(metric.start()).stream()
          .noneMatch(open -> GREATEST.matcher(text.substring(0, open)).find())) {
        wrong.add(metric.group());
      }
    }
    return wrong;
  }

  /** The parentheses that are open at a place. */
  private Deque<Integer> openBefore(int place) {
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < place; i++) {
      if (text.charAt(i) == '(') {
        open.push(i);
      } else if (text.charAt(i) == ')') {
        open.pop();
      }
    }
    return open;
  }
}
