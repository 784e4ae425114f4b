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

  /** The instant by the clock of the command line that a command belongs to. */
  static Instant now(CommandSpec spec) {
    return ((FilesInUse) Objects.requireNonNull(spec.root().userObject())).now();
  }

  /** Reads the text of a catalog as if it stood in a file. */
  Function<String, Catalog> catalogReader(String file);

  /** That of the command line that a command belongs to. */
  static Function<String, Catalog> catalogReader(CommandSpec spec, String file) {
    return ((FilesInUse) Objects.requireNonNull(spec.root().userObject())).catalogReader(file);
  }

  /** Those of the command line that a command belongs to. */
  static UserFiles of(CommandSpec spec) {
    return ((FilesInUse) Objects.requireNonNull(spec.root().userObject())).read();
  }

  /** A review for a command. */
  static Review reviewOf(CommandSpec spec, String store) {
    return ((FilesInUse) Objects.requireNonNull(spec.root().userObject())).review(store);
  }
}
