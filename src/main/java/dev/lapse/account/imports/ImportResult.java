package dev.lapse.account.imports;

import java.util.List;

/**
 * What an import did.
 *
 * @param added accounts that Lapse did not know
 * @param changed accounts whose lapse was recorded or whose deadlines moved, always to later
 * @param unchanged accounts whose line has nothing new, or nothing that an import may change
 * @param contradicting lines that contradict what Lapse knows, or an earlier line; they changed
 *     nothing
 * @param addedAccounts the ids of the first {@value #NAMED} of them; likewise the other two
 */
public record ImportResult(
    long lines,
    long added,
    long changed,
    long unchanged,
    List<Rejected> contradicting,
    List<Rejected> rejected,
    List<String> addedAccounts,
    List<ChangedAccount> changedAccounts,
    List<String> unchangedAccounts) {
  /** How many accounts are named of each kind. */
  public static final int NAMED = 10;

  /** What a line changed, by the keys of import lines. */
  public record ChangedAccount(String id, List<String> fields) {}

  /** A line that was not imported. Lines count from 1. */
  public record Rejected(long line, String reason) {}
}
