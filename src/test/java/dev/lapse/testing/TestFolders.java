package dev.lapse.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.util.FileSystemUtils;

/**
 * Folders for what outlives a test, all in one that goes with the JVM: a process that a test killed
 * removes nothing itself.
 */
public final class TestFolders {
  /** Where processes that tests start put what is temporary. */
  static final Path ALL = all();

  private TestFolders() {}

  /** A new, empty folder that others can be allowed to read. */
  public static Path create(String name) {
    try {
      return Files.createTempDirectory(ALL, name);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Path all() {
    try {
      Path all = Files.createTempDirectory("lapse-tests");
      Files.setPosixFilePermissions(all, PosixFilePermissions.fromString("rwx--x--x"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(all)));
      return all;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void delete(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException left) {
      System.err.println("left behind: " + folder + ": " + left);
    }
  }
}
