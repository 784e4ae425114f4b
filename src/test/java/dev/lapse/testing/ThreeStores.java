package dev.lapse.testing;

import java.util.Map;
import java.util.TreeMap;

/**
 * A product that keeps data of accounts 1 to 5 in a database, in a bucket and in a service: of
 * account N there are N contacts, 2N versions of objects and 3N entries.
 */
public final class ThreeStores implements AutoCloseable {
  public static final int ACCOUNTS = 5;

  public static final String TABLES =
      """
      create table public.account (id bigint primary key, name text);
      create table public.contact (id bigint primary key, account_id bigint not null references public.account);
      insert into public.account select id, 'n' || id from generate_series(1, 5) id;
      insert into public.contact
      select a * 100 + i, a from generate_series(1, 5) a, generate_series(1, 5) i where i <= a;
      """;

  public static final String TOKEN = "token-of-the-service";

  public final String bucket;
  public final UnreliableWay toBucket = new UnreliableWay(S3Server.address());
  public final ErasingService service = new ErasingService(TOKEN);
  public final UnreliableWay toService = new UnreliableWay(service.address());

  public ThreeStores() {
    this(false);
  }

  /**
   * @param lockable true for a bucket whose versions may be locked
   */
  public ThreeStores(boolean lockable) {
    bucket = lockable ? S3Server.lockableBucket() : S3Server.versionedBucket();
    for (int account = 1; account <= ACCOUNTS; account++) {
      for (int i = 0; i < account; i++) {
        S3Server.put(bucket, "accounts/%d/%d".formatted(account, i));
        S3Server.put(bucket, "accounts/%d/%d".formatted(account, i));
      }
      service.keeps(String.valueOf(account), 3L * account);
    }
  }

  public String catalog() {
    return CatalogOfThree.of(
        bucket,
        toBucket.address(),
        "${SECRET_KEY:very-secret}",
        """
        url: %s/lapse
        token: ${SEARCH_TOKEN:%s}
        timeout: PT20S
        """
            .formatted(toService.address(), TOKEN),
        "}");
  }

  /** What goes with an account, by set. */
  public static Map<String, Long> of(long account) {
    return new TreeMap<>(
        Map.of(
            "product.public.account",
            1L,
            "product.public.contact",
            account,
            "files.objects",
            2 * account,
            "search.account",
            3 * account));
  }

  @Override
  public void close() {
    toBucket.close();
    toService.close();
    service.close();
  }
}
