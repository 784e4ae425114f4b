package dev.lapse.cli.catalog;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.file.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Finds the place in the file of a catalog where a further entry of {@code sets} belongs. */
final class LastLineOfSets {
  private LastLineOfSets() {}

  /**
   * The last line of {@code sets}; where the text cannot be read, the line of the last entry.
   *
   * @param store its position names the file
   */
  static Position of(Catalog catalog, Store store) {
    String file = store.at().file();
    int entry =
        catalog.sets().stream().mapToInt(set -> set.at().line()).max().orElse(store.at().line());
    return new Position(file, Math.max(entry, last(file)));
  }

  private static int last(String file) {
    try {
      return Files.isRegularFile(Path.of(file)) ? last(Files.readAllLines(Path.of(file))) : 0;
    } catch (IOException | InvalidPathException unreadable) {
      return 0;
    }
  }

  private static int last(List<String> lines) {
    int last = 0;
    boolean inside = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      if (Character.isLetter(line.charAt(0))) {
        inside = line.startsWith("sets:");
      }
      if (inside) {
        last = i + 1;
      }
    }
    return last;
  }
}
