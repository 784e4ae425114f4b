package dev.lapse.settings;

import dev.lapse.file.WrongFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the user's files contain. Contents are compared, not times: a mounted ConfigMap changes by a
 * link to another folder.
 *
 * @param folder null if there is none
 * @param digests SHA-256 by name, relative to the folder
 */
record FolderContents(@Nullable Path folder, Map<String, String> digests) {
  /**
   * Reads the contents; nothing if there is no such folder.
   *
   * @throws WrongFile if a file cannot be read
   */
  static FolderContents of(@Nullable Path folder) {
    Map<String, String> digests = new TreeMap<>();
    if (folder != null && Files.isDirectory(folder)) {
      for (Path file : files(folder)) {
        digests.put(folder.relativize(file).toString(), digest(file));
      }
    }
    return new FolderContents(folder, digests);
  }

  /** The names of the files that are new, gone or different. */
  List<String> differingFrom(FolderContents other) {
    TreeSet<String> names = new TreeSet<>(digests.keySet());
    names.addAll(other.digests.keySet());
    names.removeIf(name -> Objects.equals(digests.get(name), other.digests.get(name)));
    return List.copyOf(names);
  }

  private static List<Path> files(Path folder) {
    List<Path> found = new ArrayList<>();
    for (Path in : List.of(folder, folder.resolve("frameworks"))) {
      if (Files.isDirectory(in)) {
        try (Stream<Path> files = Files.list(in)) {
          files.filter(file -> file.toString().matches("(?s).*\\.ya?ml")).forEach(found::add);
        } catch (IOException unreadable) {
          throw new WrongFile(in.toString(), "cannot be read: " + unreadable);
        }
      }
    }
    return found;
  }

  private static String digest(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException unreadable) {
      throw new WrongFile(file.toString(), "cannot be read: " + unreadable);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
