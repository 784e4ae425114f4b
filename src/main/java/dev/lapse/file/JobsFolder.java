package dev.lapse.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The files that users edit. A file in the folder named by {@code LAPSE_JOBS} replaces the packaged
 * one of the same name (see jobs/README.md).
 */
public final class JobsFolder {
  private final @Nullable Path folder;
  private final UnaryOperator<String> placeholders;

  /**
   * @param folder the user's folder, or null to use only the packaged files
   * @throws WrongFile if the folder does not exist
   */
  public JobsFolder(@Nullable Path folder, UnaryOperator<String> placeholders) {
    if (folder != null && !Files.isDirectory(folder)) {
      throw new WrongFile(
          folder.toString(),
          "LAPSE_JOBS names this folder, but it does not exist; create it or unset LAPSE_JOBS");
    }
    this.folder = folder;
    this.placeholders = placeholders;
  }

  /** The user's file if there is one, else the packaged one. */
  public YamlMap read(String name) {
    return users(name).orElseGet(() -> packaged(name));
  }

  /**
   * The user's file, if there is one. An unreadable file is refused: the packaged one must not
   * silently take its place.
   */
  public Optional<YamlMap> users(String name) {
    if (folder == null) {
      return Optional.empty();
    }
    Path file = folder.resolve(name);
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      refuseOtherExtension(name);
      return Optional.empty();
    }
    try {
      return Optional.of(
          YamlMap.read(
              file.toString(),
              EditedText.decode(file.toString(), Files.readAllBytes(file)),
              placeholders));
    } catch (NoSuchFileException dangling) {
      throw new WrongFile(file.toString(), "is a link to a file that does not exist");
    } catch (AccessDeniedException denied) {
      throw new WrongFile(file.toString(), "cannot be read by the user that runs Lapse");
    } catch (IOException unreadable) {
      throw new WrongFile(file.toString(), "cannot be read: " + unreadable.getMessage());
    }
  }

  private void refuseOtherExtension(String name) {
    if (folder != null && name.endsWith(".yaml")) {
      Path other = folder.resolve(name.replaceFirst("\\.yaml$", ".yml"));
      if (Files.exists(other)) {
        throw new WrongFile(other.toString(), "would be ignored; rename it to " + name);
      }
    }
  }

  public YamlMap packaged(String name) {
    try (InputStream in = JobsFolder.class.getResourceAsStream("/jobs/" + name)) {
      if (in == null) {
        throw new WrongFile("jobs/" + name, "is not part of the program");
      }
      return YamlMap.read(
          "jobs/" + name, new String(in.readAllBytes(), StandardCharsets.UTF_8), placeholders);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
