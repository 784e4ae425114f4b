package dev.lapse.cli.catalog;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.review.Review;
import dev.lapse.settings.UserFiles;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** Reads the files that users edit, for a command that starts no program. */
public interface FilesInUse {
  /**
   * The files as they are now.
   *
   * @throws dev.lapse.file.WrongFile if one cannot be used
   */
  UserFiles read();

  /**
   * A review of the open decisions of a store.
   *
   * @throws dev.lapse.file.WrongFile if the catalog cannot be used or written
   */
  Review review(String store);

  /** The instant by the program's clock. */
  Instant now();

  /** Reads the text of a catalog as if it stood in a file. */
  Function<String, Catalog> catalogReader(String file);

  /** Those of the command line that a command belongs to. */
  static FilesInUse of(CommandSpec spec) {
    return (FilesInUse) Objects.requireNonNull(spec.root().userObject());
  }
}
