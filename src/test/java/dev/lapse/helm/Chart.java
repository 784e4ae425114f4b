package dev.lapse.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import dev.lapse.testing.TestFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A copy of the chart. Its hooks are written as annotations of another name, because Helm's library
 * renders no hooks: so they are rendered, and can be looked at, like everything else.
 */
final class Chart {
  static final Path SOURCE = Path.of("helm", "lapse");
  static final String RELEASE = "nightly";
  static final String NAMESPACE = "erasure";
  static final String HOOK = "hook.of.lapse";

  /** The oldest Kubernetes that the chart is for. */
  private static final String KUBERNETES = "1.30.0";

  private final Path folder;

  private Chart(Path folder) {
    this.folder = folder;
  }

  static Chart copy() {
    try {
      Path folder = TestFolders.create("chart").resolve("lapse");
      try (Stream<Path> files = Files.walk(SOURCE)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = folder.resolve(SOURCE.relativize(file));
          Files.createDirectories(copy.getParent());
          Files.writeString(copy, Files.readString(file).replace("helm.sh/hook", HOOK));
        }
      }
      return new Chart(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The values with which the chart is rendered in tests. */
  static List<Path> exampleValues() {
    try (Stream<Path> files = Files.list(SOURCE.resolve("ci"))) {
      return files.sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static Path example(String name) {
    return SOURCE.resolve("ci").resolve(name + "-values.yaml");
  }

  /** Adds or replaces a file. */
  Chart with(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Helm's lint, which takes the values of the chart only: these are merged into them. */
  LintResult lint(Path values) {
    Map<String, Object> defaults = YamlText.readMap(folder.resolve("values.yaml"));
    YamlText.merge(defaults, YamlText.readMap(values));
    return new Helm(copy().with("values.yaml", YamlText.write(defaults)).folder)
        .lint()
        .strict()
        .call();
  }

  /**
   * Everything that is installed, hooks too.
   *
   * @param set more values, as {@code --set} has them
   */
  Release render(Path values, Map<String, ?> set) {
    return Release.read(manifests(values, set));
  }

  Release render(Path values) {
    return render(values, Map.of());
  }

  /** The same as text. */
  String manifests(Path values, Map<String, ?> set) {
    TemplateCommand command =
        new Helm(folder)
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBERNETES)
            .withValuesFile(values);
    set.forEach(command::set);
    return command.call();
  }

  /** The notes shown after the installation. */
  String notes(Path values, Map<String, ?> set) {
    InstallCommand command =
        new Helm(folder)
            .install()
            .clientOnly()
            .dryRun()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeVersion(KUBERNETES)
            .withValuesFile(values);
    set.forEach(command::set);
    String output = command.call().getOutput();
    return output.substring(output.indexOf("NOTES:"));
  }
}
