package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.account.AnnounceChanges.FirstLapse;
import dev.lapse.clock.Timestamps;
import dev.lapse.policy.Lapse;
import java.time.Instant;
import java.time.Period;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The history of lapses, {@code lapse.lapse}: what stays when an account comes back, and when it is
 * erased, except for what the customer wrote. Called in the transaction of the change.
 */
@Component
public class LapseHistory {
  private static final String RECORD =
      """
      with corrected as (
        update lapse.lapse
        set corrected = true
        where account_id = :id
          and lapse_number = :number - 1
          and state = :state
          and returned_at is null
        returning reason_code, reason_text, expected_length
      )
      insert into lapse.lapse
        (account_id, lapse_number, kind, state, lapsed_at, reason_code, reason_text, expected_length)
      select
        :id,
        :number,
        :kind,
        :state,
        :lapsedAt,
        coalesce(:code, max(reason_code)),
        coalesce(:text, max(reason_text)),
        coalesce(:length, max(expected_length))
      from corrected
      """;
  private static final String FIRST =
      """
      insert into lapse.lapse (account_id, lapse_number, kind, state, lapsed_at)
      select id, 1, kind, state, lapsed_at
      from unnest(:ids, :kinds, :states, cast(:instants as timestamptz[]))
        as first (id, kind, state, lapsed_at)
      """;
  private static final String REFINED =
      """
      update lapse.lapse
      set lapsed_at = :at
      where account_id = :id
        and lapse_number = :number
      """;
  private static final String RETURNED =
      """
      update lapse.lapse
      set returned_at = :at
      where account_id = :id
        and lapse_number = :number
      """;
  private static final String ERASED =
      """
      update lapse.lapse l
      set erased_at = :at
      from lapse.account a
      where l.account_id = any(:ids)
        and a.id = l.account_id
        and a.lapse_number = l.lapse_number
        and l.erased_at is null
      """;
  private static final String FORGOTTEN =
      """
      update lapse.lapse
      set corrected = true, reason_code = null, reason_text = null, expected_length = null
      where account_id = :id
        and lapse_number = :number
        and returned_at is null
      """;
  private static final String FORGET_TEXTS =
      """
      update lapse.lapse
      set reason_text = null
      where account_id = any(:ids)
        and reason_text is not null
      """;

  private final JdbcClient jdbc;

  LapseHistory(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Records the next lapse of an account. One that corrects the last takes over its reason. */
  void recorded(Account before, Lapse lapse, LapseReason reason, @Nullable Period expectedLength) {
    jdbc.sql(RECORD)
        .param("id", before.id())
        .param("number", before.lapseNumber() + 1)
        .param("kind", lapse.kind().text())
        .param("state", lapse.state().text())
        .param("lapsedAt", Timestamps.parameter(lapse.at()))
        .param("code", reason.code())
        .param("text", reason.text())
        .param("length", expectedLength == null ? null : expectedLength.toString())
        .update();
  }

  /** Records the first lapses of accounts that were added with them, without a reason. */
  void first(List<FirstLapse> lapses) {
    if (lapses.isEmpty()) {
      return;
    }
    jdbc.sql(FIRST)
        .param("ids", texts(lapses, FirstLapse::accountId))
        .param("kinds", texts(lapses, first -> first.lapse().kind().text()))
        .param("states", texts(lapses, first -> first.lapse().state().text()))
        .param("instants", texts(lapses, first -> first.lapse().at().toString()))
        .update();
  }

  private static String[] texts(List<FirstLapse> lapses, Function<FirstLapse, String> value) {
    return lapses.stream().map(value).toArray(String[]::new);
  }

  /** Corrects the instant of the current lapse. */
  void refined(Account before, Instant at) {
    jdbc.sql(REFINED)
        .param("id", before.id())
        .param("number", before.lapseNumber())
        .param("at", Timestamps.parameter(at))
        .update();
  }

  /** Records that an account came back. */
  void returned(Account before, Instant at) {
    jdbc.sql(RETURNED)
        .param("id", before.id())
        .param("number", before.lapseNumber())
        .param("at", Timestamps.parameter(at))
        .update();
  }

  /** Records that a lapse never was one, and forgets what its customer wrote, then and before. */
  void forgotten(Account account) {
    jdbc.sql(FORGOTTEN).param("id", account.id()).param("number", account.lapseNumber()).update();
    jdbc.sql(FORGET_TEXTS).param("ids", new String[] {account.id()}).update();
  }

  /** Records that accounts are erased, and forgets what their customers wrote. */
  public void erased(Collection<String> ids, Instant at) {
    String[] all = ids.toArray(String[]::new);
    jdbc.sql(ERASED).param("ids", all).param("at", Timestamps.parameter(at)).update();
    jdbc.sql(FORGET_TEXTS).param("ids", all).update();
  }
}
