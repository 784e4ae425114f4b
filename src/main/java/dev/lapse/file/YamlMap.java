package dev.lapse.file;

import java.io.StringReader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.reader.ReaderException;

/** A map in a YAML file. Duplicate keys are refused; {@link #allowOnly} refuses unknown keys. */
public final class YamlMap {
  private final String name;
  private final Position at;
  private final Map<String, YamlValue> values = new LinkedHashMap<>();
  private final Map<String, Position> keys = new LinkedHashMap<>();

  YamlMap(String name, MappingNode node, String file, UnaryOperator<String> placeholders) {
    this.name = name;
    this.at = new Position(file, node.getStartMark().getLine() + 1);
    for (NodeTuple tuple : node.getValue()) {
      Position keyAt = new Position(file, tuple.getKeyNode().getStartMark().getLine() + 1);
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new WrongFile(keyAt, "a key must be a single word");
      }
      String text = UnquotedPlaceholders.show(key.getValue());
      if (values.put(text, new YamlValue(text, tuple.getValueNode(), file, placeholders)) != null) {
        throw new WrongFile(
            keyAt, "'%s' appears twice, first in line %d".formatted(text, at(text).line()));
      }
      keys.put(text, keyAt);
    }
  }

  /**
   * Reads the text of a file whose root is a map.
   *
   * @param file the name for messages
   * @param placeholders replaces {@code ${...}}; throws {@link IllegalArgumentException} if it
   *     cannot
   * @throws WrongFile if the text is not YAML or its root is not a map
   */
  public static YamlMap read(String file, String text, UnaryOperator<String> placeholders) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0);
    options.setCodePointLimit(20_000_000);
    Yaml yaml = new Yaml(options);
    String hidden = UnquotedPlaceholders.hide(text);
    try {
      for (Event event : yaml.parse(new StringReader(hidden))) {
        if (event instanceof AliasEvent alias) {
          throw new WrongFile(
              new Position(file, alias.getStartMark().getLine() + 1),
              "'*%s' is a YAML alias; write the value out, or put it in quotes if it is a text"
                  .formatted(alias.getAnchor()));
        }
      }
      Node root = yaml.compose(new StringReader(hidden));
      if (root instanceof MappingNode mapping) {
        return new YamlMap(file, mapping, file, placeholders);
      }
      throw new WrongFile(
          new Position(file, 1),
          (root == null ? "the file is empty" : "the file is not a map")
              + "; it must consist of lines such as 'key: value'");
    } catch (MarkedYAMLException notYaml) {
      throw NotYaml.explain(file, notYaml);
    } catch (ReaderException notText) {
      throw NotYaml.explain(file, text, notText);
    } catch (YAMLException notYaml) {
      throw new WrongFile(file, "not valid YAML: " + notYaml.getMessage());
    }
  }

  public Position at() {
    return at;
  }

  public Set<String> keys() {
    return values.keySet();
  }

  public Position at(String key) {
    return keys.getOrDefault(key, at);
  }

  /** Refuses all keys except these. */
  public YamlMap allowOnly(String... known) {
    for (Map.Entry<String, Position> key : keys.entrySet()) {
      if (!List.of(known).contains(key.getKey())) {
        throw new WrongFile(
            key.getValue(),
            "unknown key '%s'%s"
                .formatted(key.getKey(), NearestName.hint(key.getKey(), List.of(known))));
      }
    }
    return this;
  }

  /** All values in the order of the file, including nulls. */
  public Map<String, YamlValue> all() {
    return Collections.unmodifiableMap(values);
  }

  public Optional<YamlValue> find(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isNull());
  }

  public YamlValue get(String key) {
    return find(key)
        .orElseThrow(
            () ->
                new WrongFile(
                    at(key),
                    "'%s' %s%s"
                        .formatted(
                            key,
                            keys.containsKey(key) ? "has no value" : "is missing",
                            at.file().equals(name) ? "" : " in '" + name + "'")));
  }
}
