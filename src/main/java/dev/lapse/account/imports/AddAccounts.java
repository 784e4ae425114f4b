package dev.lapse.account.imports;

import dev.lapse.account.AnnounceChanges.FirstLapse;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Lapse;
import dev.lapse.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Adds accounts that Lapse has never heard of, with their lapses: the same statements for one and
 * for thousands. The deadlines are the policy's; SQL only stores them.
 */
@Component
class AddAccounts {
  private static final String ADD =
      """
      insert into lapse.account (
        id, name, kind, state, cell, time_zone, lapse_number, lapsed_at, retain_data, policy_version,
        cut_off_due, purge_due, expire_due, last_paused_at
      )
      select
        id, name, kind, state, cell, time_zone, case when lapsed_at is null then 0 else 1 end, lapsed_at, retain_data,
        case when lapsed_at is not null then :policyVersion end, cut_off_due, purge_due, expire_due,
        case when state = 'paused' then lapsed_at end
      from unnest(
        :ids, :names, :kinds, :states, :cells, :zones, cast(:lapsedAt as timestamptz[]), cast(:retained as boolean[]),
        cast(:cutOff as timestamptz[]), cast(:purge as timestamptz[]), cast(:expiry as timestamptz[])
      ) as told (
        id, name, kind, state, cell, time_zone, lapsed_at, retain_data, cut_off_due, purge_due, expire_due
      )
      on conflict (id) do nothing
      returning id
      """;

  private final JdbcClient jdbc;
  private final Supplier<Policy> policy;
  private final RecordLapse recordLapse;

  AddAccounts(JdbcClient jdbc, Supplier<Policy> policy, RecordLapse recordLapse) {
    this.jdbc = jdbc;
    this.policy = policy;
    this.recordLapse = recordLapse;
  }

  /** A line and the deadlines of its lapse, if it has one. */
  private record Told(ImportLine line, @Nullable Lapse lapse, @Nullable Deadlines deadlines) {}

  /**
   * Adds accounts in the caller's transaction.
   *
   * @param lines ordered by id, so that two who add the same ones do not wait for each other
   * @return the ids that were added; the others exist by now
   */
  Set<String> add(List<ImportLine> lines, String actor) {
    List<Told> told = lines.stream().map(this::told).toList();
    Set<String> added = insert(told);
    List<FirstLapse> lapses = new ArrayList<>();
    for (Told account : told) {
      if (account.lapse() != null
          && account.deadlines() != null
          && added.contains(account.line().id())) {
        lapses.add(new FirstLapse(account.line().id(), account.lapse(), account.deadlines()));
      }
    }
    recordLapse.first(lapses, actor);
    return added;
  }

  private Told told(ImportLine line) {
    Lapse lapse = line.lapse();
    return new Told(line, lapse, lapse == null ? null : policy.get().deadlines(lapse));
  }

  private Set<String> insert(List<Told> told) {
    return jdbc.sql(ADD)
        .param("policyVersion", policy.get().version())
        .param("ids", texts(told, account -> account.line().id()))
        .param("names", texts(told, account -> account.line().name()))
        .param("kinds", texts(told, account -> account.line().kind().text()))
        .param("states", texts(told, account -> account.line().state().text()))
        .param("cells", texts(told, account -> account.line().cell()))
        .param("zones", texts(told, account -> account.line().zone().getId()))
        .param("lapsedAt", texts(told, account -> text(account.line().lapsedAt())))
        .param("retained", texts(told, account -> String.valueOf(isRetained(account.lapse()))))
        .param("cutOff", deadline(told, Deadlines::cutOff))
        .param("purge", deadline(told, Deadlines::purge))
        .param("expiry", deadline(told, Deadlines::expiry))
        .query(String.class)
        .set();
  }

  private static boolean isRetained(@Nullable Lapse lapse) {
    return lapse != null && lapse.state() != AccountState.ACTIVE && lapse.retainData();
  }

  private static @Nullable String[] deadline(
      List<Told> told, Function<Deadlines, @Nullable Instant> deadline) {
    return texts(
        told,
        account -> account.deadlines() == null ? null : text(deadline.apply(account.deadlines())));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable String[] texts(List<Told> told, Function<Told, @Nullable String> text) {
    return told.stream().map(text).toArray(String[]::new);
  }
}
