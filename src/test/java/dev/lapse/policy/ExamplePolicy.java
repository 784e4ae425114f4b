package dev.lapse.policy;

import java.time.Period;
import java.util.List;
import java.util.Set;

/** The packaged promises, with what a test wants to be different. */
final class ExamplePolicy {
  static final Policy PACKAGED = grace("P5D");

  private ExamplePolicy() {}

  static Policy grace(String grace) {
    return of(grace, "P1Y", Set.of(AccountState.PAUSED), false);
  }

  /** Every deadline and the next pause come this period after the lapse. */
  static Policy everyPeriod(Period period) {
    return new Policy(
        "1",
        period,
        period,
        period,
        Set.of(AccountState.PAUSED),
        false,
        List.of("crm"),
        List.of("deals"),
        List.of(),
        List.of());
  }

  static Policy of(
      String grace, String retention, Set<AccountState> choice, boolean eraseEndedTrials) {
    return new Policy(
        "1",
        Period.parse(grace),
        Period.parse(retention),
        Period.parse("P12M"),
        choice,
        eraseEndedTrials,
        List.of("crm"),
        List.of("deals"),
        List.of(),
        List.of());
  }
}
