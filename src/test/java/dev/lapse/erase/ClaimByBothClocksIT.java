package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.plan.Throttle;
import dev.lapse.policy.JobName;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;

/** Whatever planned the erasure, by whatever date: both clocks are asked again at the claim. */
class ClaimByBothClocksIT {
  private static final Instant PURGE_DUE = Instant.parse("2026-11-06T00:00:00Z");

  private final TestProgram program = SharedProgram.withAccounts(1);

  @Test
  void accountIsNotClaimedBeforeTheDatabaseSaysSoToo() {
    program.imports(Import.closed(1));
    program.clock.set(PURGE_DUE.plusSeconds(3));
    program.databaseClocks.set(PURGE_DUE.minusMillis(1));

    Map<String, Outcome> left =
        program
            .get(TransactionOperations.class)
            .execute(
                status ->
                    program
                        .get(ClaimErasure.class)
                        .claim(
                            new RunContext(
                                1,
                                UUID.randomUUID(),
                                JobName.PURGE,
                                "main",
                                program.clock.instant(),
                                "test",
                                "c",
                                0,
                                0,
                                Throttle.LOCK_TIMEOUT,
                                () -> true),
                            List.of(new DueAccount("1", 1, PURGE_DUE)),
                            program.clock.instant()));

    assertThat(left).containsOnlyKeys("1");
    assertThat(left.get("1")).isInstanceOf(Outcome.Skipped.class);
  }
}
