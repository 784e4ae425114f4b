package dev.lapse.schedule;

import dev.lapse.migrate.LibraryTables;
import org.springframework.stereotype.Component;

/** Creates Quartz's clustered store, {@code lapse_quartz}. */
@Component
public final class QuartzTables extends LibraryTables {
  public QuartzTables() {
    super("5", "quartz", "lapse_quartz", "org/quartz/impl/jdbcjobstore/tables_postgres.sql");
  }
}
