package dev.lapse.openapi;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * The states in which examples of the document find an account or a run. The account is 42, unless
 * it says otherwise; the present is {@link SharedProgram#NOW}.
 */
enum Given {
  NOTHING {
    @Override
    void prepare(Stage stage) {}
  },
  ACTIVE {
    @Override
    void prepare(Stage stage) {
      account(stage, "direct", "\"state\":\"active\"");
    }
  },
  RESOLD {
    @Override
    void prepare(Stage stage) {
      account(stage, "resold", "\"state\":\"active\"");
    }
  },
  TRIAL {
    @Override
    void prepare(Stage stage) {
      account(stage, "trial", "\"state\":\"active\"");
    }
  },
  /** On the 1st, so that the purge is due since the 6th. */
  CLOSED {
    @Override
    void prepare(Stage stage) {
      account(stage, "direct", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T09:30:00Z\"");
    }
  },
  /** And the product's database has nothing of it. */
  CLOSED_WITHOUT_ROWS {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 1);
      CLOSED.prepare(stage);
    }
  },
  /** And its rows are in the product's database. */
  CLOSED_AND_STORED {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 42);
      CLOSED.prepare(stage);
    }
  },
  PAUSED_KEEPING {
    @Override
    void prepare(Stage stage) {
      account(
          stage,
          "direct",
          "\"state\":\"paused\",\"retainData\":true,\"lapsedAt\":\"2026-11-08T09:30:00Z\"");
    }
  },
  CUT_OFF_KEEPING {
    @Override
    void prepare(Stage stage) {
      account(
          stage,
          "direct",
          "\"state\":\"paused\",\"retainData\":true,\"lapsedAt\":\"2026-10-01T09:30:00Z\"");
    }
  },
  PAUSED_RECENTLY {
    @Override
    void prepare(Stage stage) {
      account(
          stage,
          "direct",
          "\"state\":\"paused\",\"retainData\":true,\"lapsedAt\":\"2026-06-01T09:30:00Z\"");
      command(stage, "reactivate", "{\"billingToken\":\"t\"}");
    }
  },
  ON_HOLD {
    @Override
    void prepare(Stage stage) {
      CLOSED.prepare(stage);
      Answer held =
          stage
              .as("operator")
              .post("/api/v1/accounts/42/holds", "{\"reason\":\"court order 4711/26\"}");
      expect(held, 200);
    }
  },
  KEY_USED {
    @Override
    void prepare(Stage stage) {
      CLOSED.prepare(stage);
      stage.say("key", "key-" + System.nanoTime());
      expect(
          stage
              .as("operator")
              .with("Idempotency-Key", stage.value("key", ""))
              .post("/api/v1/accounts/42/holds", "{\"name\":\"first\",\"reason\":\"first\"}"),
          200);
    }
  },
  ERASED {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 42);
      CLOSED.prepare(stage);
      run(stage, JobName.PURGE);
    }
  },
  /** Account 41, which has no other records: evidence cannot be emptied. */
  ERASED_ONCE {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 42);
      stage.program.imports(Import.closed(41));
      run(stage, JobName.PURGE);
      stage.say("id", "41");
    }
  },
  /** Nothing outlives it. */
  ERASED_WITH_ALL {
    @Override
    void prepare(Stage stage) {
      ERASED.prepare(stage);
      stage.program.lapse.run("delete from lapse.kept");
    }
  },
  /** As a run that died left it. */
  BEING_ERASED {
    @Override
    void prepare(Stage stage) {
      CLOSED.prepare(stage);
      passPointOfNoReturn(stage);
    }
  },
  PAUSED_BEING_ERASED {
    @Override
    void prepare(Stage stage) {
      account(stage, "direct", "\"state\":\"paused\",\"lapsedAt\":\"2026-11-01T09:30:00Z\"");
      passPointOfNoReturn(stage);
    }
  },
  /** Accounts 1 and 2 were purged by this run. */
  PURGED_RUN {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 3);
      stage.program.imports(Import.closed(1, 2));
      ran(stage, stage.program.run(JobName.PURGE, SharedProgram.NOW, false));
    }
  },
  /** Account 4711 is in no store. */
  PARTIAL_RUN {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 3);
      stage.program.imports(Import.closed(1, 4711));
      ran(stage, run(stage, JobName.PURGE));
    }
  },
  DRY_RUN {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 1);
      ran(stage, stage.program.run(JobName.PURGE, SharedProgram.NOW, true));
    }
  },
  CLOSED_ACCOUNT {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 3);
      stage.program.imports(Import.closed(1));
      finishBegunRuns(stage);
    }
  },
  /** One account more than the limit of the job. */
  AWAITING_APPROVAL {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 3);
      stage.program.imports(Import.expired(1, 2, 3));
      ran(stage, run(stage, JobName.EXPIRE));
    }
  },
  PLAN_NO_LONGER_TRUE {
    @Override
    void prepare(Stage stage) {
      AWAITING_APPROVAL.prepare(stage);
      stage.program.lapse.run("update lapse.run set catalog_version = 'of yesterday'");
    }
  },
  /** A purge that does not get on. */
  RUNNING {
    @Override
    void prepare(Stage stage) {
      SharedProgram.fill(stage.program, 1);
      stage.program.imports(Import.closed(1));
      lock(stage, stage.program.product.dataSource()::getConnection, "contact in share mode");
      Answer begun = stage.as("operator").post("/api/v1/runs", "{\"job\":\"purge\"}");
      expect(begun, 202);
      stage.say("id", begun.json().get("run").toString());
      Concurrently.awaitBlocked(stage.program.inProduct(), "%delete from%contact%");
    }
  },
  /** As many dry runs as a node takes, none of which gets on. */
  BUSY {
    @Override
    void prepare(Stage stage) {
      AWAITING_APPROVAL.prepare(stage);
      lock(
          stage,
          stage.program.product.dataSource()::getConnection,
          "contact in access exclusive mode");
      for (int i = 0; i < 4; i++) {
        expect(
            stage.as("operator").post("/api/v1/runs", "{\"job\":\"expire\",\"dryRun\":true}"), 202);
      }
    }
  },
  /** What was to be sent to the mailer about account 42 was given up. */
  DEAD_LETTER {
    @Override
    void prepare(Stage stage) {
      ACTIVE.prepare(stage);
      command(stage, "pause", "{\"reason\":\"out of season\"}");
      stage.program.lapse.run(
          """
          update lapse.delivery
          set state = 'dead', attempts = 10, lease = null, leased_until = null,
            last_status = 503, last_error = 'answered 503'
          """);
    }
  },
  /** The mailer answered 410. */
  DESTINATION_STOPPED {
    @Override
    void prepare(Stage stage) {
      DEAD_LETTER.prepare(stage);
      stage.program.lapse.run(
          "insert into lapse.destination (name, stopped_at) values ('mailer', '2026-11-09T00:00:00Z')");
    }
  },
  /** Account 42 is read from the store. */
  IN_STORE {
    @Override
    void prepare(Stage stage) {
      stage.program.lapse.run(
          """
          insert into lapse.account (id, kind, state, cell, time_zone)
          values ('42', 'direct', 'active', 'main', 'Europe/Paris')
          """);
    }
  },
  REFUSED {
    @Override
    void prepare(Stage stage) {
      ACTIVE.prepare(stage);
      expect(stage.as("viewer").post("/api/v1/accounts/42/pause", "{}"), 403);
      expect(stage.as("nobody").get("/api/v1/runs"), 401);
    }
  },
  TOO_MANY_ATTEMPTS {
    @Override
    void prepare(Stage stage) {
      for (int i = 0; i < 10; i++) {
        expect(stage.as("nobody").with("Authorization", "Bearer wrong").get("/api/v1/runs"), 401);
      }
      stage.closeLater(() -> later = later.plus(Duration.ofMinutes(3)));
    }
  },
  BROKEN {
    @Override
    void prepare(Stage stage) {
      stage.program.lapse.run(
          "alter table lapse.run rename to run_; alter table lapse.account rename to account_");
      stage.closeLater(
          () ->
              stage.program.lapse.run(
                  "alter table lapse.run_ rename to run; alter table lapse.account_ rename to account"));
    }
  },
  DATABASE_STUCK {
    @Override
    void prepare(Stage stage) {
      ACTIVE.prepare(stage);
      lock(
          stage,
          stage.program.lapse.dataSource()::getConnection,
          "lapse.account in access exclusive mode");
    }
  };

  /** By how much the present is later, so that failed attempts to sign in are forgotten. */
  private static Duration later = Duration.ZERO;

  private interface Connecting {
    Connection connect() throws SQLException;
  }

  /** Brings it about, on a program that knows nothing. */
  abstract void prepare(Stage stage);

  static Instant present() {
    return SharedProgram.NOW.plus(later);
  }

  static Given named(String name) {
    return Arrays.stream(values())
        .filter(given -> given.text().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no state '%s'; there are %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(Given::text)
                                .collect(Collectors.toList()))));
  }

  String text() {
    return dev.lapse.policy.EnumNames.of(this);
  }

  private static void account(Stage stage, String kind, String rest) {
    var taken =
        stage.program.imports(
            "{\"id\":\"42\",\"name\":\"Ada Ltd\",\"kind\":\"%s\",\"timeZone\":\"Europe/Paris\",%s}"
                .formatted(kind, rest));
    if (taken.added() != 1) {
      throw new IllegalStateException("account 42 was not taken: " + taken);
    }
  }

  private static void command(Stage stage, String command, String body) {
    expect(stage.as("lifecycle").post("/api/v1/accounts/42/" + command, body), 200);
  }

  private static void passPointOfNoReturn(Stage stage) {
    stage.program.lapse.run(
        "update lapse.account set cut_off_at = cut_off_due, point_of_no_return_at = '2026-11-09T02:00:00Z' where id = '42'");
  }

  private static RunSummary run(Stage stage, JobName job) {
    return stage.program.run(job);
  }

  private static void ran(Stage stage, RunSummary run) {
    stage.say("id", String.valueOf(run.run()));
    finishBegunRuns(stage);
  }

  /** What the example begins ends before the next one is prepared. */
  private static void finishBegunRuns(Stage stage) {
    stage.closeLater(
        () ->
            Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                    () ->
                        stage
                            .program
                            .inLapse()
                            .sql("select count(*) from lapse.run where status = 'running'")
                            .query(Long.class)
                            .single()
                            .equals(0L)));
  }

  private static void lock(Stage stage, Connecting database, String table) {
    finishBegunRuns(stage);
    try {
      Connection connection = stage.closeLater(database.connect());
      connection.setAutoCommit(false);
      connection.createStatement().execute("lock table " + table);
      stage.closeLater(connection::rollback);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void expect(Answer answer, int status) {
    if (answer.status() != status) {
      throw new IllegalStateException("could not prepare: " + answer);
    }
  }
}
