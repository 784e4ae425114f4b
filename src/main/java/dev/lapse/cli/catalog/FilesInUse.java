package dev.lapse.cli.catalog;

import dev.lapse.settings.UserFiles;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;

/** Reads the files that users edit, for a command that starts no program. */
@FunctionalInterface
public interface FilesInUse {
  /**
   * The files as they are now.
   *
   * @throws dev.lapse.file.WrongFile if one cannot be used
   */
  UserFiles read();

  /** Those of the command line that a command belongs to. */
  static UserFiles of(CommandSpec spec) {
    return ((FilesInUse) Objects.requireNonNull(spec.root().userObject())).read();
  }
}
