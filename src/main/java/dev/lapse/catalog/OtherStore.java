package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A place that keeps account data and is no PostgreSQL database. */
public sealed interface OtherStore permits S3Store, HttpStore {
  /** Unique among all stores of the catalog. */
  String name();

  /** What it counts by itself when it erases; without the store's name. */
  List<String> sets();

  /** {@code main} alone where the catalog names none. */
  Set<String> cellNames();

  /** The pause between two looks where one that shows nothing is not enough. */
  Duration verifyAgain();

  /** The entry as it stands in the file. */
  StoreText text();

  /** Where the catalog says it. */
  Position at();
}
