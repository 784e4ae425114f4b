package dev.lapse.demo;

import dev.lapse.account.imports.ImportAccounts;
import dev.lapse.account.imports.ImportResult;
import dev.lapse.account.imports.ImportText;
import dev.lapse.catalog.Catalog;
import dev.lapse.policy.JobName;
import dev.lapse.run.StartRun;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the program does in a night, at once and for one instant. */
final class RunNight {
  private static final String CELL = "main";
  private static final String ACTOR = "demo";

  private final ApplicationContext program;

  RunNight(ApplicationContext program) {
    this.program = program;
  }

  /** Tells Lapse the accounts of the product. */
  ImportResult importAccounts(DataSource product) {
    String lines =
        String.join(
            "\n",
            JdbcClient.create(product)
                .sql(LoadSample.text("accounts.sql"))
                .query(String.class)
                .list());
    try {
      return program
          .getBean(ImportAccounts.class)
          .read(
              ImportText.of(lines),
              program.getBean(Catalog.class).cells(),
              ACTOR,
              program.getBean(InstantSource.class).instant());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  RunSummary run(JobName job, Instant asOf) {
    return program
        .getBean(StartRun.class)
        .start(new RunRequest(job, CELL, asOf, false, List.of(), false, null, ACTOR, false));
  }
}
