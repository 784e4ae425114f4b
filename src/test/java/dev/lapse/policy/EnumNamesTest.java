package dev.lapse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The names that files, tables and answers carry: changing one breaks their readers. */
class EnumNamesTest {
  @Test
  void namesKindsAndStates() {
    assertThat(EnumNames.all(AccountKind.class)).containsExactly("direct", "trial", "resold");
    assertThat(EnumNames.all(AccountState.class))
        .containsExactly("active", "paused", "closed", "trial-ended");
  }

  @Test
  void findsWhatItNames() {
    for (AccountState state : AccountState.values()) {
      assertThat(EnumNames.find(AccountState.class, state.text())).contains(state);
    }
    assertThat(EnumNames.find(AccountState.class, "TRIAL_ENDED")).isEmpty();
    assertThat(EnumNames.find(AccountState.class, "trial ended")).isEmpty();
  }

  @Test
  void namesJobs() {
    assertThat(JobName.texts())
        .containsExactly("remove-billing-details", "cut-off", "purge", "expire");
    for (JobName job : JobName.values()) {
      assertThat(JobName.of(job.text())).contains(job);
    }
    assertThat(JobName.of("cutoff")).isEmpty();
  }

  @Test
  void onlyPurgeAndExpireEraseAccounts() {
    assertThat(JobName.PURGE.erasesAccounts()).isTrue();
    assertThat(JobName.EXPIRE.erasesAccounts()).isTrue();
    assertThat(JobName.CUT_OFF.erasesAccounts()).isFalse();
    assertThat(JobName.REMOVE_BILLING_DETAILS.erasesAccounts()).isFalse();
  }
}
