package dev.lapse.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * A recording rule or an alert.
 *
 * @param name of the alert, or of the series that is recorded
 */
public record Rule(
    String name,
    Expression expression,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public static final Path FOLDER = Path.of("helm/lapse/rules");

  public static List<Rule> alerts() {
    return of("lapse-alerts.yaml", "alert");
  }

  public static List<Rule> recordings() {
    return of("lapse-recording.yaml", "record");
  }

  private static List<Rule> of(String file, String kind) {
    List<Rule> rules = new ArrayList<>();
    for (Map<String, ?> group : maps(yaml(FOLDER.resolve(file)).get("groups"))) {
      for (Map<String, ?> rule : maps(group.get("rules"))) {
        rules.add(
            new Rule(
                (String) rule.get(kind),
                new Expression((String) rule.get("expr")),
                texts(rule.get("labels")),
                texts(rule.get("annotations"))));
      }
    }
    return rules;
  }

  static Map<String, ?> yaml(Path file) {
    try {
      return new Yaml().load(Files.readString(file));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, ?>> maps(Object list) {
    return list == null ? List.of() : (List<Map<String, ?>>) list;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> texts(Object map) {
    return map == null ? Map.of() : (Map<String, String>) map;
  }
}
