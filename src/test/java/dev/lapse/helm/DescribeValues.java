package dev.lapse.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Makes the table of the chart's README from {@code values.yaml}. A comment that begins with two
 * hyphens describes the value below it, with all that is in it.
 */
final class DescribeValues {
  private static final String MARK = "--";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A line of the table. */
  record Row(String name, Object value, String description) {
    String line() {
      return "| `%s` | `%s` | %s |\n".formatted(name, json(value).replace("|", "\\|"), description);
    }

    private static String json(Object value) {
      try {
        return JSON.writeValueAsString(value);
      } catch (JsonProcessingException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private final List<String> undescribed = new ArrayList<>();
  private final List<String> maps = new ArrayList<>();

  private DescribeValues() {
    LoaderOptions withComments = new LoaderOptions();
    withComments.setProcessComments(true);
    try {
      String text = Files.readString(Chart.SOURCE.resolve("values.yaml"));
      visit(
          "",
          (MappingNode) new Yaml(withComments).compose(new java.io.StringReader(text)),
          YamlText.readMap(Chart.SOURCE.resolve("values.yaml")));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static List<Row> rows() {
    return new DescribeValues().rows;
  }

  /** Names of values that neither they nor anything around them describes. */
  static List<String> undescribed() {
    return new DescribeValues().undescribed;
  }

  /** Names of all values down to what is described; also of maps that only hold others. */
  static List<String> namesOfMaps() {
    return new DescribeValues().maps;
  }

  static String table() {
    return rows().stream()
        .map(Row::line)
        .collect(Collectors.joining("", "| value | default | what |\n| --- | --- | --- |\n", ""));
  }

  private void visit(String prefix, MappingNode map, Map<String, Object> values) {
    for (NodeTuple tuple : map.getValue()) {
      ScalarNode key = (ScalarNode) tuple.getKeyNode();
      String name = prefix + key.getValue();
      Object value = values.get(key.getValue());
      String description = description(key);
      maps.add(name);
      if (!description.isEmpty()) {
        rows.add(new Row(name, value, description));
      } else if (tuple.getValueNode() instanceof MappingNode inner && !inner.getValue().isEmpty()) {
        visit(name + ".", inner, YamlText.map(value));
      } else {
        undescribed.add(name);
      }
    }
  }

  private static String description(Node key) {
    List<CommentLine> comments =
        key.getBlockComments() == null ? List.of() : key.getBlockComments();
    List<String> lines = comments.stream().map(line -> line.getValue().strip()).toList();
    int start = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(MARK)) {
        start = i;
      }
    }
    return start < 0
        ? ""
        : String.join(" ", lines.subList(start, lines.size())).substring(MARK.length()).strip();
  }
}
