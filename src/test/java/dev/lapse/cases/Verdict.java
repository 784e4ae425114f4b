package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.run.record.RunSummary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a purge did, held against the truth.
 *
 * @param outcomes by account: {@code done}, {@code skipped} or {@code failed: reason}
 */
record Verdict(
    Truth truth,
    Rows left,
    Map<Integer, String> outcomes,
    RunSummary rehearsed,
    RunSummary run,
    String catalog) {

  /** The accounts that Lapse calls erased. */
  Set<Integer> erased() {
    Set<Integer> erased = new TreeSet<>();
    outcomes.forEach(
        (account, outcome) -> {
          if (outcome.equals("done")) {
            erased.add(account);
          }
        });
    return erased;
  }

  /** Rows of erased accounts that are still there. */
  List<String> residue() {
    return left.common(truth.all()).without(truth.staysAfter(erased())).list();
  }

  /** Rows of everybody else that are gone, or not any more as they were. */
  List<String> lost() {
    return truth.staysAfter(erased()).without(left).list();
  }

  /** Rows that nobody inserted: rows of others as they were changed into. */
  List<String> changed() {
    return left.without(truth.all()).list();
  }

  /** Exactly these accounts are erased, to the row, and nothing else is touched. */
  Verdict erasedOnly(Integer... accounts) {
    assertThat(erased()).as(this::explained).containsExactlyInAnyOrder(accounts);
    touchesNothingElse();
    if (outcomes.values().stream().allMatch("done"::equals)) {
      rehearsedTheSame();
    }
    return this;
  }

  /** Exactly these accounts are called erased; the test looks at their anonymized rows itself. */
  Verdict isErased(Integer... accounts) {
    assertThat(erased()).as(this::explained).containsExactlyInAnyOrder(accounts);
    return this;
  }

  /**
   * Whatever became of the accounts: no residue of the erased, no row of others lost or changed.
   */
  Verdict touchesNothingElse() {
    assertThat(residue()).as("residue%n%s", explained()).isEmpty();
    assertThat(lost()).as("lost%n%s", explained()).isEmpty();
    assertThat(changed()).as("changed%n%s", explained()).isEmpty();
    return this;
  }

  /** The account is erased, and one row that stays was changed as the catalog accepts. */
  Verdict erasedWith(int account, String before, String after) {
    assertThat(erased()).as(this::explained).containsExactly(account);
    return touchesOnly(before, after);
  }

  /** No residue, and of the rows of others only this one is not as it was. */
  Verdict touchesOnly(String before, String after) {
    assertThat(residue()).as("residue%n%s", explained()).isEmpty();
    assertThat(lost()).as("lost%n%s", explained()).containsExactly(before);
    assertThat(changed()).as("changed%n%s", explained()).containsExactly(after);
    return this;
  }

  /** The account failed for a reason like this, and has all its rows. */
  Verdict refused(int account, String reason) {
    // a run that failed as a whole has planned no account
    String outcome = outcomes.getOrDefault(account, run.status() + ": " + run.message());
    assertThat(outcome).as(this::explained).containsPattern("^failed: .*" + reason);
    return touchesNothingElse();
  }

  private void rehearsedTheSame() {
    assertThat(rehearsed.sets()).as("rows of the dry run").isEqualTo(run.sets());
    assertThat(rehearsed.accounts()).as("accounts of the dry run").isEqualTo(run.accounts());
  }

  @Override
  public String toString() {
    return explained();
  }

  private String explained() {
    return outcomes + "\n" + run.status() + " " + run.message() + "\n" + catalog;
  }
}
