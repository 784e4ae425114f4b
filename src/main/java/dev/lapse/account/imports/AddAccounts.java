package dev.lapse.account.imports;

import dev.lapse.account.AnnounceChanges.FirstLapse;
import dev.lapse.account.lifecycle.RecordLapse;
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
      ) as additions (
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
  private record Addition(ImportLine line, @Nullable Lapse lapse, @Nullable Deadlines deadlines) {}

  /**
   * Adds accounts in the caller's transaction.
   *
   * @param lines ordered by id, so that two who add the same ones do not wait for each other
   * @return the ids that were added; the others exist by now
   */
  Set<String> add(List<ImportLine> lines, String actor) {
    List<Addition> additions = lines.stream().map(this::addition).toList();
    Set<String> added = insert(additions);
    List<FirstLapse> lapses = new ArrayList<>();
    for (Addition account : additions) {
      if (account.lapse() != null
          && account.deadlines() != null
          && added.contains(account.line().id())) {
        lapses.add(new FirstLapse(account.line().id(), account.lapse(), account.deadlines()));
      }
    }
    recordLapse.first(lapses, actor);
    return added;
  }

  private Addition addition(ImportLine line) {
    Lapse lapse = line.lapse();
    return new Addition(line, lapse, lapse == null ? null : policy.get().deadlines(lapse));
  }

  private Set<String> insert(List<Addition> additions) {
    return jdbc.sql(ADD)
        .param("policyVersion", policy.get().version())
        .param("ids", texts(additions, account -> account.line().id()))
        .param("names", texts(additions, account -> account.line().name()))
        .param("kinds", texts(additions, account -> account.line().kind().text()))
        .param("states", texts(additions, account -> account.line().state().text()))
        .param("cells", texts(additions, account -> account.line().cell()))
        .param("zones", texts(additions, account -> account.line().zone().getId()))
        .param("lapsedAt", texts(additions, account -> text(account.line().lapsedAt())))
        .param("retained", texts(additions, account -> String.valueOf(isRetained(account.lapse()))))
        .param("cutOff", deadline(additions, Deadlines::cutOff))
        .param("purge", deadline(additions, Deadlines::purge))
        .param("expiry", deadline(additions, Deadlines::expiry))
        .query(String.class)
        .set();
  }

  private static boolean isRetained(@Nullable Lapse lapse) {
    return lapse != null && lapse.retainData();
  }

  private static @Nullable String[] deadline(
      List<Addition> additions, Function<Deadlines, @Nullable Instant> deadline) {
    return texts(
        additions,
        account -> account.deadlines() == null ? null : text(deadline.apply(account.deadlines())));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable String[] texts(
      List<Addition> additions, Function<Addition, @Nullable String> text) {
    return additions.stream().map(text).toArray(String[]::new);
  }
}
