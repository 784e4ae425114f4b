package dev.lapse.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.TestProgram;
import org.junit.jupiter.api.Test;

/** Accounts elsewhere: Lapse learns of a lapse from the store, and the job removes its cards. */
class BackBeforeTheJobIT {
  private final TestProgram program = StoreProgram.withClosed(2);

  @Test
  void jobRemovesTheCardsOfLapsedAccountsOnly() {
    program.product.run(
        "update account set state = 'active', lapsed_at = null where id = 1; insert into card values (99, 1)");

    assertThat(program.run(JobName.REMOVE_BILLING_DETAILS).accounts().done()).isOne();

    assertThat(program.inProduct().sql("select id from card order by id").query(Long.class).list())
        .containsExactly(1L, 99L);
  }
}
