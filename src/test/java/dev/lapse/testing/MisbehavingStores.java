package dev.lapse.testing;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A product that keeps data of accounts in a database, a bucket and a service, each of which can be
 * made to misbehave. The database does so by a trigger on its contacts.
 */
public final class MisbehavingStores implements AutoCloseable {
  private static final String TABLES =
      """
      create table public.account (id bigint primary key);
      create table public.contact (id bigint generated always as identity primary key, account_id bigint not null references public.account);
      create index on public.contact (account_id);
      create table public.misbehaviour (account_id bigint primary key, kind text not null);
      create function public.misbehave() returns trigger language plpgsql security definer as $$
      declare
        how text;
      begin
        select kind into how from public.misbehaviour m where m.account_id = old.account_id;
        if how = 'refuses' then
          raise exception 'no' using errcode = '23001';
        elsif how = 'keeps' then
          return null;
        end if;
        return old;
      end $$;
      create trigger misbehave before delete on public.contact
        for each row execute function public.misbehave();
      """;

  private static final String COUNTS =
      """
      select id, 'product.public.account' as set, 1 as count
      from account
      where id = any(:accounts)
      union all
      select account_id, 'product.public.contact', count(*)
      from contact
      where account_id = any(:accounts)
      group by account_id
      """;

  public final StandInS3 bucket = new StandInS3();
  public final StandInService service = new StandInService();

  public TestProgram open() {
    return TestProgram.at(SharedProgram.NOW.toString())
        .product(TABLES)
        .catalog(catalog())
        .setting("lapse.retry-pause", "1ms")
        .file(
            "purge.yaml",
            "mode: enforce\nlimits: {accounts: 100000, percent-of-accounts: 100}\nparallelism: 1\n")
        .open();
  }

  /** Everything is empty and behaves, as after {@link #open}. */
  public void startAnew(TestProgram program) {
    bucket.startAnew();
    service.startAnew();
    SharedProgram.reopened(program, TABLES, Map.of());
  }

  private String catalog() {
    return CatalogOfThree.of(
        StandInS3.BUCKET,
        bucket.address(),
        "test",
        "url: %s\ntimeout: PT1S\n".formatted(service.address()),
        ", accepts: [misbehave]}\n  - {store: product, table: public.misbehaviour, shared: true}");
  }

  /** Puts contacts, objects and entries of an account there. */
  public void fill(TestProgram program, long account, int contacts, int objects, int entries) {
    program.inProduct().sql("insert into account values (:id)").param("id", account).update();
    program
        .inProduct()
        .sql("insert into contact (account_id) select :id from generate_series(1, :count)")
        .param("id", account)
        .param("count", contacts)
        .update();
    for (int i = 0; i < objects; i++) {
      bucket.put("accounts/%d/%d".formatted(account, i));
    }
    if (entries > 0) {
      service.keeps(String.valueOf(account), entries);
    }
  }

  /** How the database behaves towards the contacts of accounts from now on. */
  public void database(TestProgram program, Map<Long, String> how) {
    program.inProduct().sql("delete from misbehaviour").update();
    program
        .inProduct()
        .sql("insert into misbehaviour select * from unnest(:accounts, :kinds)")
        .param("accounts", how.keySet().toArray(Long[]::new))
        .param("kinds", how.values().toArray(String[]::new))
        .update();
  }

  /** What there is of an account, by set; sets without anything are absent. */
  public Map<String, Long> remaining(TestProgram program, long account) {
    return remaining(program, List.of(account)).get(account);
  }

  /** The same of several. */
  public Map<Long, Map<String, Long>> remaining(TestProgram program, Collection<Long> accounts) {
    Map<Long, Map<String, Long>> all = new TreeMap<>();
    accounts.forEach(account -> all.put(account, new TreeMap<>()));
    program
        .inProduct()
        .sql(COUNTS)
        .param("accounts", accounts.toArray(Long[]::new))
        .query(
            row -> {
              all.get(row.getLong("id")).put(row.getString("set"), row.getLong("count"));
            });
    for (String key : bucket.contents()) {
      Map<String, Long> sets = all.get(Long.valueOf(key.split("/")[1]));
      if (sets != null) {
        sets.merge("files.objects", 1L, Long::sum);
      }
    }
    service
        .kept()
        .forEach(
            (account, count) -> {
              if (all.containsKey(Long.valueOf(account))) {
                all.get(Long.valueOf(account)).put("search.account", count);
              }
            });
    return all;
  }

  @Override
  public void close() {
    bucket.close();
    service.close();
  }
}
