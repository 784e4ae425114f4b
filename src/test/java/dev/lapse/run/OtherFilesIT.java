package dev.lapse.run;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lapse.QuickProgram;
import dev.lapse.account.RefusedByRule;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Policy;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A program with another policy and a job in mode observe, on the databases of the shared one. */
class OtherFilesIT {
  private static final TestProgram BEFORE = SharedProgram.withAccounts(4);
  private static final TestProgram AFTER =
      TestProgram.at(NOW.toString())
          .databasesOf(BEFORE)
          .sets(SharedProgram.SETS)
          .file("purge.yaml", "mode: observe\nlimits: {accounts: 1, percent-of-accounts: 100}\n")
          .file(
              "policy.yaml",
              """
              version: "2"
              grace-period: P7D
              retention-period: P1Y
              pause-every: P12M
              retention-choice: [paused]
              erase-ended-trials: false
              features: [automations, campaigns, crm]
              data-access: [contacts, deals, reports]
              """)
          .open();

  @AfterAll
  static void close() {
    AFTER.close();
  }

  @Test
  void planOfAnotherPolicyIsNoLongerValid() {
    SharedProgram.withAccounts(4);
    BEFORE.imports(Import.expired(1, 2, 3));
    RunSummary waiting = BEFORE.get(StartRun.class).start(Request.of(JobName.EXPIRE).get());

    RefusedByRule refused =
        catchThrowableOfType(
            RefusedByRule.class,
            () -> AFTER.get(StartRun.class).approve(waiting.run(), "checked", "boss"));

    assertThat(refused.rule()).isEqualTo("plan-no-longer-true");
    assertThat(refused).hasMessageContaining("the policy has changed");
  }

  @Test
  void laterPolicyShortensAndMovesNoPromise() {
    SharedProgram.withAccounts(4);
    BEFORE.imports(Import.closed(1));

    assertThat(AFTER.imports(Import.active(2)).added()).isEqualTo(1);
    assertThat(BEFORE.run(JobName.PURGE).accounts().done()).isEqualTo(1);
  }

  @Test
  void onlyARunThatActsReplacesThePolicyInForce() {
    SharedProgram.withAccounts(1);
    BEFORE.run(JobName.PURGE);
    assertThat(inForce()).isEqualTo(BEFORE.get(Policy.class).version());

    Commands.on(AFTER).withSettings(QuickProgram::open).close();
    AFTER.run(JobName.PURGE); // observes
    AFTER.run(JobName.EXPIRE, NOW, true);
    assertThat(inForce()).isEqualTo(BEFORE.get(Policy.class).version());
    assertThat(AFTER.imports(Import.closed(1)).added()).isEqualTo(1);

    AFTER.run(JobName.EXPIRE);
    assertThat(inForce()).isEqualTo(AFTER.get(Policy.class).version());
  }

  private static String inForce() {
    return BEFORE
        .inLapse()
        .sql("select version from lapse.policy where is_current")
        .query(String.class)
        .single();
  }

  @Test
  void observedRunReportsAndChangesNoByte() {
    SharedProgram.withAccounts(4);
    BEFORE.imports(Import.closed(1, 2));
    Map<String, String> product = Checksums.ofSchema(BEFORE.inProduct(), "public");
    String accounts = Checksums.of(BEFORE.inLapse(), "lapse.account t");
    String evidence = Checksums.of(BEFORE.inLapse(), "lapse.evidence t");

    RunSummary observed = AFTER.get(StartRun.class).start(Request.of(JobName.PURGE).get());

    assertThat(observed.mode()).isEqualTo("observe");
    assertThat(observed.status()).isEqualTo("completed");
    assertThat(observed.message()).contains("2 accounts are due, the limit is 1");
    assertThat(Checksums.ofSchema(BEFORE.inProduct(), "public")).isEqualTo(product);
    assertThat(Checksums.of(BEFORE.inLapse(), "lapse.account t")).isEqualTo(accounts);
    assertThat(Checksums.of(BEFORE.inLapse(), "lapse.evidence t")).isEqualTo(evidence);

    RunSummary real = BEFORE.get(StartRun.class).start(Request.of(JobName.PURGE).get());

    assertThat(real.run()).isNotEqualTo(observed.run());
    assertThat(real.accounts()).isEqualTo(observed.accounts());
    assertThat(real.sets()).isEqualTo(observed.sets());
  }
}
