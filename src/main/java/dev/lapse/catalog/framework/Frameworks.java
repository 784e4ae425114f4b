package dev.lapse.catalog.framework;

import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The frameworks that Lapse knows, by name. The packaged files are read when one of them is first
 * asked for: most commands read a catalog that names none.
 *
 * @param ofUser those of a user; one of the same name replaces the packaged one
 */
public record Frameworks(Map<String, Framework> ofUser) {
  private static final String FILES = "classpath:dev/lapse/catalog/frameworks/*.yaml";
  private static final Frameworks PACKAGED = new Frameworks(Map.of());

  /** Those of the program. */
  public static Frameworks packaged() {
    return PACKAGED;
  }

  /**
   * With more of a user.
   *
   * @throws WrongFile with file, line, the mistake and how to correct it
   */
  public Frameworks with(Collection<YamlMap> files) {
    Map<String, Framework> all = new TreeMap<>(ofUser);
    for (YamlMap file : files) {
      Framework framework = ReadFramework.of(file);
      all.put(framework.name(), framework);
    }
    return new Frameworks(all);
  }

  public Optional<Framework> find(String name) {
    return Optional.ofNullable(ofUser.getOrDefault(name, Packaged.FRAMEWORKS.get(name)));
  }

  public List<Framework> all() {
    return List.copyOf(byName().values());
  }

  public Map<String, Framework> byName() {
    Map<String, Framework> all = new TreeMap<>(Packaged.FRAMEWORKS);
    all.putAll(ofUser);
    return all;
  }

  private static Map<String, Framework> packagedFiles() {
    try {
      Map<String, Framework> all = new TreeMap<>();
      for (Resource resource : new PathMatchingResourcePatternResolver().getResources(FILES)) {
        try (InputStream in = resource.getInputStream()) {
          String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          String name = String.valueOf(resource.getFilename());
          Framework framework = ReadFramework.of(YamlMap.read(name, text, raw -> raw));
          if (all.put(framework.name(), framework) != null) {
            throw new WrongFile(name, "framework '%s' is there twice".formatted(framework.name()));
          }
        }
      }
      return Collections.unmodifiableMap(all);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Read at the first use. */
  private static final class Packaged {
    static final Map<String, Framework> FRAMEWORKS = packagedFiles();
  }
}
