package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What outlives an account is erased when its time is over, and not before. */
class KeptIT {
  private static final Instant OVER = Instant.parse("2036-11-01T00:00:00Z");
  private static final String STAYING = "invoice t where account_id in (1, 3)";

  private final TestProgram program = SharedProgram.withAccounts(3);

  @Test
  void expiresWithTheKeepingPeriodAndNotBefore() {
    purged("2");
    String others = Checksums.of(program.inProduct(), STAYING);
    assertThat(invoicesOf("2")).isEqualTo(1);

    program.clock.set(OVER.minusNanos(1_000));
    assertThat(program.run(JobName.EXPIRE).accounts().due()).isZero();

    program.clock.set(OVER);
    RunSummary rehearsed = program.run(JobName.EXPIRE, OVER, true);
    assertThat(rehearsed.sets()).containsOnlyKeys("product.public.invoice");
    assertThat(invoicesOf("2")).isEqualTo(1);

    RunSummary run = program.run(JobName.EXPIRE);
    assertThat(run.status()).isEqualTo("completed");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 0));
    assertThat(run.sets()).isEqualTo(rehearsed.sets()).containsEntry("product.public.invoice", 1L);
    assertThat(invoicesOf("2")).isZero();
    assertThat(Checksums.of(program.inProduct(), STAYING)).isEqualTo(others);
    assertThat(
            evidence("erasure-outcome", "detail -> 'kept' -> 'product.public.invoice' ->> 'until'"))
        .isEqualTo("2036-11-01T00:00:00Z");
    assertThat(evidence("kept-erased", "detail -> 'rows' ->> 'product.public.invoice'"))
        .isEqualTo("1");

    program.clock.set(OVER.plusSeconds(86_400));
    assertThat(program.run(JobName.EXPIRE).accounts().due()).isZero();
  }

  @Test
  void staysUnderHoldAndWhenTheAccountCameBack() {
    purged("1", "2");
    program.clock.set(OVER);
    program.get(Holds.class).place("1", "lawsuit", "asked by court", null, "ann", OVER);
    program
        .inLapse()
        .sql(
            "update lapse.account set state = 'active', lapsed_at = null, cut_off_due = null, purge_due = null, expire_due = null, point_of_no_return_at = null, erased_at = null where id = '2'")
        .update();

    assertThat(program.run(JobName.EXPIRE).accounts())
        .isEqualTo(new RunSummary.AccountCounts(1, 0, 1, 0));
    assertThat(invoicesOf("1")).isEqualTo(1);
    assertThat(invoicesOf("2")).isEqualTo(1);
  }

  @Test
  void approvalErasesWhatWaitedOverTheLimit() {
    purged("1", "2", "3");
    program.clock.set(OVER);
    RunSummary waiting = program.run(JobName.EXPIRE);
    assertThat(waiting.status()).isEqualTo("awaiting-approval");
    assertThat(waiting.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 0, 0, 0));
    assertThat(Checksums.of(program.inProduct(), "invoice t")).startsWith("3 ");

    RunSummary approved = program.get(StartRun.class).approve(waiting.run(), "checked", "boss");

    assertThat(approved.status()).isEqualTo("completed");
    assertThat(approved.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 3, 0, 0));
    assertThat(approved.sets()).isEqualTo(Map.of("product.public.invoice", 3L));
    assertThat(Checksums.of(program.inProduct(), "invoice t")).startsWith("0 ");
  }

  private void purged(String... ids) {
    for (String id : ids) {
      program.imports(
          Import.line(id, "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\""));
    }
    assertThat(program.run(JobName.PURGE).status()).isEqualTo("completed");
  }

  private long invoicesOf(String account) {
    return program
        .inProduct()
        .sql("select count(*) from invoice where account_id = " + account)
        .query(Long.class)
        .single();
  }

  private String evidence(String kind, String value) {
    return program
        .inLapse()
        .sql(
            "select "
                + value
                + " from lapse.evidence where kind = :kind order by number desc limit 1")
        .param("kind", kind)
        .query(String.class)
        .single();
  }
}
