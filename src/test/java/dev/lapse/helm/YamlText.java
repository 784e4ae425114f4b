package dev.lapse.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/** YAML as plain maps and lists. A key that is there twice is refused. */
final class YamlText {
  private YamlText() {}

  private static Yaml yaml() {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    DumperOptions block = new DumperOptions();
    block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(new SafeConstructor(strict), new Representer(block), block, strict);
  }

  static Map<String, Object> readMap(Path file) {
    try {
      return map(yaml().load(Files.readString(file)));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static List<Map<String, Object>> readAll(String text) {
    List<Map<String, Object>> documents = new ArrayList<>();
    yaml()
        .loadAll(text)
        .forEach(
            document -> {
              if (document != null) {
                documents.add(map(document));
              }
            });
    return documents;
  }

  static String write(Map<String, Object> map) {
    return yaml().dump(map);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  /** As Helm does it: maps key by key, null takes a key away, all else is replaced. */
  static void merge(Map<String, Object> into, Map<String, Object> values) {
    values.forEach(
        (key, value) -> {
          if (value == null) {
            into.remove(key);
          } else if (value instanceof Map && into.get(key) instanceof Map) {
            merge(map(into.get(key)), map(value));
          } else {
            into.put(key, value);
          }
        });
  }
}
