package dev.lapse.demo;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the night left alone, and why. */
final class Kept {
  /** By Lapse's own record. SQL computes no deadline: it reads the stored ones. */
  private static final String BY_REASON =
      """
      with kept as (
        select
          id,
          case
            when exists (
              select
              from lapse.hold
              where hold.account_id = account.id
                and released_at is null
            ) then 'hold'
            when state = 'active' then 'active'
            when cut_off_due > :now then 'grace'
            when expire_due > :now then 'retained'
            when purge_due is null and expire_due is null then 'cut-off'
            else 'due'
          end as reason,
          case
            when state = 'active' then null
            when cut_off_due > :now then cut_off_due
            else expire_due
          end as ends_at
        from lapse.account
        where erased_at is null
      )
      select
        reason,
        array_agg(id) as accounts,
        min(ends_at) as first_end,
        max(ends_at) as last_end
      from kept
      group by reason
      """;

  private static final String ROWS =
      """
      select account_id::text as account, sum(rows)::bigint as rows
      from demo.rows_now
      group by account_id
      """;

  private static final String INVOICES =
      """
      select count(*) as invoices, count(distinct account_number) as accounts
      from public.invoice
      where not exists (
        select
        from public.account
        where account.id = account_number
      )
      """;

  private static final String CUT_OFF_SINCE =
      """
      select count(*)
      from lapse.account
      join lapse.account_access on account_id = id
      where cut_off_at is null
        and access = 'billing-only'
      """;

  private record Group(long accounts, long rows, Instant firstEnd, Instant lastEnd) {}

  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final long invoices;
  private final long erasedWithInvoices;
  private final long cutOffSince;

  Kept(Instant now, DataSource product, DataSource lapse) {
    Map<String, Long> rows = new HashMap<>();
    JdbcClient inProduct = JdbcClient.create(product);
    inProduct
        .sql(ROWS)
        .query(
            row -> {
              rows.put(row.getString("account"), row.getLong("rows"));
            });
    JdbcClient.create(lapse)
        .sql(BY_REASON)
        .param("now", now.atOffset(ZoneOffset.UTC))
        .query(
            row -> {
              String[] accounts = (String[]) row.getArray("accounts").getArray();
              groups.put(
                  row.getString("reason"),
                  new Group(
                      accounts.length,
                      Arrays.stream(accounts).mapToLong(id -> rows.getOrDefault(id, 0L)).sum(),
                      instant(row.getObject("first_end", OffsetDateTime.class)),
                      instant(row.getObject("last_end", OffsetDateTime.class))));
            });
    long[] kept =
        inProduct
            .sql(INVOICES)
            .query((row, number) -> new long[] {row.getLong(1), row.getLong(2)})
            .single();
    invoices = kept[0];
    erasedWithInvoices = kept[1];
    cutOffSince = JdbcClient.create(lapse).sql(CUT_OFF_SINCE).query(Long.class).single();
  }

  /** All rows that are left are accounted for. */
  void print(Screen screen, long rowsLeft) {
    Columns table = new Columns("accounts", "rows", "why");
    row(table, "active", "active customers");
    row(table, "grace", "grace period: everything works, the last one ends on %2$s");
    row(table, "retained", "retained by choice; it expires between %1$s and %2$s");
    row(table, "cut-off", "trials that ended: the policy cuts them off and does not erase them");
    row(table, "hold", "on hold");
    row(table, "due", "due and not done: see above");
    table.row(
        erasedWithInvoices,
        invoices,
        "erased, but for their invoices: tax law keeps them 10 years");
    table.row(
        "-",
        rowsLeft - invoices - groups.values().stream().mapToLong(Group::rows).sum(),
        "nobody's: plans, countries, currencies");
    table.print(screen);
    if (cutOffSince > 0) {
      screen.line("");
      screen.line(
          "  %s came to the end of the grace period after that second. Their access has ended",
          Spell.accounts(cutOffSince));
      screen.line("  by itself, to the second; the next runs take down what follows from it.");
    }
  }

  private void row(Columns table, String reason, String why) {
    Group group = groups.get(reason);
    if (group != null) {
      table.row(
          group.accounts(),
          group.rows(),
          group.firstEnd() == null
              ? why
              : why.formatted(day(group.firstEnd()), day(group.lastEnd())));
    }
  }

  private static String day(Instant instant) {
    return Spell.day(instant, ZoneOffset.UTC);
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
