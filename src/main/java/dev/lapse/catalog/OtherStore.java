package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A store that is not a PostgreSQL database. */
public interface OtherStore {
  /** Unique among all stores of the catalog. */
  String name();

  /** The names of what it counts when it erases, without the store's name. */
  List<String> sets();

  /** The cells; only {@code main} if the catalog names none. */
  Set<String> cellNames();

  /** The pause between two checks if one that finds nothing is not sufficient. */
  Duration verifyAgain();

  /** What a changed version of the catalog means by another store: its type, name and owners. */
  List<String> identity();

  /** The entry as written in the file. */
  StoreYaml text();

  /** The position in the catalog. */
  Position at();
}
