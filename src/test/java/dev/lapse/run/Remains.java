package dev.lapse.run;

import dev.lapse.testing.Installation;
import java.util.List;

/**
 * What a run leaves behind that must not depend on how often it was interrupted, and the product it
 * is looked for in.
 */
record Remains(
    String product,
    List<String> accounts,
    List<String> plan,
    List<String> totals,
    List<String> evidence) {
  static final int BIG_ROWS = 20_000;

  /** Account 1 is larger than a transaction should be; 61 to 80 live on; 90 is on hold. */
  static final String PRODUCT =
      """
      create table public.account (id bigint primary key, name text);
      create table public.contact (id bigint primary key, account_id bigint not null references public.account, name text);
      create table public.tag (id bigint primary key, contact_id bigint not null references public.contact);
      create table public.card (id bigint primary key, account_id bigint not null references public.account);
      insert into public.account select id, 'n' || id from generate_series(1, 90) id;
      insert into public.card select id, 1 + id %% 90 from generate_series(1, 9000) id;
      insert into public.contact select id, 1, 'c' || id from generate_series(1, %1$d) id;
      insert into public.contact select %1$d + id, 2 + id %% 89, 'c' || id from generate_series(1, 15000) id;
      insert into public.tag select id, id from generate_series(1, %1$d + 15000) id;
      create index on public.contact (account_id);
      create index on public.tag (contact_id);
      create index on public.card (account_id);
      """
          .formatted(BIG_ROWS);

  static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.contact, owned-by: account_id}
      - {store: product, table: public.tag, owned-by: contact_id -> public.contact.id}
      - {store: product, table: public.card, owned-by: account_id, billing: true}
      """;

  static Remains of(Installation here) {
    return new Remains(
        here.inProduct()
            .sql(
                """
                select concat_ws(' ',
                  (select md5(string_agg(t::text, ';' order by id)) from account t),
                  (select md5(string_agg(t::text, ';' order by id)) from contact t),
                  (select md5(string_agg(t::text, ';' order by id)) from tag t),
                  (select md5(string_agg(t::text, ';' order by id)) from card t))
                """)
            .query(String.class)
            .single(),
        here.inLapse()
            .sql(
                """
                select concat_ws('|', id, name, kind, state, lapse_number, lapsed_at, reason, cut_off_due, purge_due,
                  'billing ' || (billing_removed_at is not null), 'cut ' || (cut_off_at is not null),
                  'claimed ' || (point_of_no_return_at is not null), 'erased ' || (erased_at is not null))
                from lapse.account
                order by id
                """)
            .query(String.class)
            .list(),
        here.inLapse()
            .sql(
                """
                select concat_ws('|', account_id, lapse_number, rows_planned, outcome, reason, rows_by_set)
                from lapse.plan_item
                order by account_id
                """)
            .query(String.class)
            .list(),
        here.inLapse()
            .sql(
                """
                select concat_ws('|', fact, job, part, value)
                from lapse.total
                where fact = 'erased-rows'
                  or (fact = 'enforced-accounts' and part in ('done', 'skipped'))
                order by 1
                """)
            .query(String.class)
            .list(),
        here.inLapse()
            .sql(
                """
                select concat_ws('|', account_id, kind, lapse_number, run_id, detail - 'at',
                  case when kind <> 'erasure-failed' then count(*) end)
                from lapse.evidence
                group by account_id, kind, lapse_number, run_id, detail - 'at'
                order by 1
                """)
            .query(String.class)
            .list());
  }
}
