package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A store that is not a PostgreSQL database. */
public sealed interface OtherStore permits S3Store, HttpStore {
  /** Unique among all stores of the catalog. */
  String name();

  /** The names of what it counts when it erases, without the store's name. */
  List<String> sets();

  /** The cells; only {@code main} if the catalog names none. */
  Set<String> cellNames();

  /** The pause between two checks if one that finds nothing is not sufficient. */
  Duration verifyAgain();

  /** The entry as written in the file. */
  StoreYaml text();

  /** The position in the catalog. */
  Position at();
}
