package dev.lapse.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A product that keeps data of accounts in a database, a bucket and a service, each of which can be
 * told to misbehave. The database does so by a trigger on its contacts.
 */
public final class MisbehavingStores implements AutoCloseable {
  private static final String TABLES =
      """
      create table public.account (id bigint primary key);
      create table public.contact (id bigint generated always as identity primary key, account_id bigint not null references public.account);
      create index on public.contact (account_id);
      create table public.misbehaviour (kind text not null);
      create function public.misbehave() returns trigger language plpgsql security definer as $$
      declare
        how text;
      begin
        select kind into how from public.misbehaviour limit 1;
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

  public final StandInS3 bucket = new StandInS3();
  public final StandInService service = new StandInService();

  public TestProgram open() {
    return TestProgram.at(SharedProgram.NOW.toString())
        .product(TABLES)
        .catalog(catalog())
        .file(
            "purge.yaml",
            "mode: enforce\nlimits: {accounts: 100000, percent-of-accounts: 100}\nparallelism: 1\n")
        .open();
  }

  private String catalog() {
    return """
        stores:
          - name: product
            type: postgresql
            url: ${PRODUCT_DATABASE_URL}
            username: ${PRODUCT_DATABASE_USERNAME}
            password: ${PRODUCT_DATABASE_PASSWORD}
            accounts: public.account
            key: id
          - name: files
            type: s3
            bucket: %s
            region: eu-west-1
            endpoint: %s
            access-key: test
            secret-key: test
            prefix: accounts/{account}/
          - name: search
            type: http
            url: %s
            timeout: PT1S
        sets:
          - {store: product, table: public.account, owned-by: id}
          - {store: product, table: public.contact, owned-by: account_id, accepts: [misbehave]}
          - {store: product, table: public.misbehaviour, shared: true}
        """
        .formatted(StandInS3.BUCKET, bucket.address(), service.address());
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

  /** How the database behaves from now on; null for well. */
  public void database(TestProgram program, String how) {
    program.inProduct().sql("delete from misbehaviour").update();
    if (how != null) {
      program.inProduct().sql("insert into misbehaviour values (:how)").param("how", how).update();
    }
  }

  /** What there is of an account, by set; sets without anything are absent. */
  public Map<String, Long> of(TestProgram program, long account) {
    Map<String, Long> all = new TreeMap<>();
    put(all, "product.public.account", count(program, "account where id = ", account));
    put(all, "product.public.contact", count(program, "contact where account_id = ", account));
    List<String> keys = bucket.contents();
    put(
        all,
        "files.objects",
        keys.stream().filter(key -> key.startsWith("accounts/" + account + "/")).count());
    put(all, "search.account", service.kept().getOrDefault(String.valueOf(account), 0L));
    return all;
  }

  private static void put(Map<String, Long> all, String set, long count) {
    if (count > 0) {
      all.put(set, count);
    }
  }

  private static long count(TestProgram program, String from, long account) {
    return program
        .inProduct()
        .sql("select count(*) from " + from + account)
        .query(Long.class)
        .single();
  }

  @Override
  public void close() {
    bucket.close();
    service.close();
  }
}
