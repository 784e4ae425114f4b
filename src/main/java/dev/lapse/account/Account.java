package dev.lapse.account;

import dev.lapse.clock.Timestamps;
import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.AccountStatus;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.EnumNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One customer of the product and its current lapse, as stored in {@code lapse.account}; {@code
 * holds} are the names of the holds in force.
 *
 * @param keptDue when the first rows that outlive the erased account are to be erased; null if
 *     there are none
 * @param keptUntil when the last of them are; null if there are none
 */
public record Account(
    String id,
    @Nullable String name,
    AccountKind kind,
    AccountState state,
    String cell,
    ZoneId zone,
    int lapseNumber,
    @Nullable Instant lapsedAt,
    boolean retainData,
    @Nullable Instant retentionWithdrawnAt,
    @Nullable String reason,
    @Nullable String reasonText,
    @Nullable String expectedLength,
    @Nullable String policyVersion,
    @Nullable Deadlines deadlines,
    @Nullable Instant lastPausedAt,
    @Nullable Instant reactivatedAt,
    @Nullable Instant billingRemovedAt,
    @Nullable Instant cutOffAt,
    @Nullable Instant pointOfNoReturnAt,
    @Nullable Instant erasedAt,
    @Nullable Instant keptDue,
    @Nullable Instant keptUntil,
    List<String> holds) {

  /**
   * Reads every column of {@code lapse.account}, {@code kept_due}, {@code kept_until}, {@code
   * kept_rows_until}, {@code reason_text}, and {@code holds}.
   */
  static Account read(ResultSet row, int number) throws SQLException {
    Instant cutOff = Timestamps.find(row, "cut_off_due");
    return new Account(
        row.getString("id"),
        row.getString("name"),
        EnumNames.find(AccountKind.class, row.getString("kind")).orElseThrow(),
        EnumNames.find(AccountState.class, row.getString("state")).orElseThrow(),
        row.getString("cell"),
        ZoneId.of(row.getString("time_zone")),
        row.getInt("lapse_number"),
        Timestamps.find(row, "lapsed_at"),
        row.getBoolean("retain_data"),
        Timestamps.find(row, "retention_withdrawn_at"),
        row.getString("reason"),
        row.getString("reason_text"),
        row.getString("expected_length"),
        row.getString("policy_version"),
        cutOff == null
            ? null
            : new Deadlines(
                cutOff, Timestamps.find(row, "purge_due"), Timestamps.find(row, "expire_due")),
        Timestamps.find(row, "last_paused_at"),
        Timestamps.find(row, "reactivated_at"),
        Timestamps.find(row, "billing_removed_at"),
        Timestamps.find(row, "cut_off_at"),
        Timestamps.find(row, "point_of_no_return_at"),
        Timestamps.find(row, "erased_at"),
        Timestamps.find(row, "kept_due"),
        keptUntil(row),
        List.of((String[]) row.getArray("holds").getArray()));
  }

  /** The part of the account that the rules of the policy look at. */
  public AccountStatus status() {
    return new AccountStatus(
        state,
        lapseNumber,
        lapsedAt,
        deadlines,
        billingRemovedAt != null,
        cutOffAt != null,
        pointOfNoReturnAt != null,
        erasedAt != null,
        keptDue,
        holds);
  }

  /** The evidence has until when the last rows of sets whose rows go one by one are kept. */
  private static @Nullable Instant keptUntil(ResultSet row) throws SQLException {
    Instant last = Timestamps.find(row, "kept_until");
    for (String until : (String[]) row.getArray("kept_rows_until").getArray()) {
      Instant ofSet = Instant.parse(until);
      last = last == null || ofSet.isAfter(last) ? ofSet : last;
    }
    return last;
  }
}
