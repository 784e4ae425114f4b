package dev.lapse.run;

import dev.lapse.migrate.LibraryTables;
import org.springframework.stereotype.Component;

/** Creates Spring Batch's job repository, {@code lapse_batch}. */
@Component
public final class BatchTables extends LibraryTables {
  public BatchTables() {
    super(
        "4", "spring batch", "lapse_batch", "org/springframework/batch/core/schema-postgresql.sql");
  }
}
