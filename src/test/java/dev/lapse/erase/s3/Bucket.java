package dev.lapse.erase.s3;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.S3Store;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.erase.Erasures;
import dev.lapse.erase.outside.StoreItems;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.PrepareStore;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.file.YamlMap;
import dev.lapse.testing.S3Server;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.StandInS3;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.UnreliableWay;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A bucket as a store, erased from by the real parts without a run around them. */
final class Bucket implements AutoCloseable {
  final String name;
  final UnreliableWay way;
  final TestProgram program = SharedProgram.knowingNothing();
  private final Catalog catalog;
  private final PrepareS3 prepare;

  /**
   * @param owner prefix or tag, as in the catalog
   */
  Bucket(String name, String owner) {
    this(S3Server.address(), name, owner);
  }

  private Bucket(URI server, String name, String owner) {
    this.name = name;
    way = new UnreliableWay(server);
    catalog =
        CatalogFile.read(
            YamlMap.read(
                "catalog.yaml",
                """
                stores:
                  - name: files
                    type: s3
                    bucket: %s
                    region: eu-west-1
                    endpoint: %s
                    access-key: test
                    secret-key: test
                    %s
                """
                    .formatted(name, way.address(), owner),
                raw -> raw));
    program.lapse.run("delete from lapse.store_progress; delete from lapse.store_item");
    prepare =
        new PrepareS3(
            () -> catalog,
            program.get(StoreProgress.class),
            program.get(StoreItems.class),
            program.clock);
  }

  /** Keys begin with {@code accounts/ID/}. */
  static Bucket byPrefix(String name) {
    return new Bucket(name, "prefix: accounts/{account}/");
  }

  /** Keys begin with {@code accounts/ID/}. */
  static Bucket in(StandInS3 server) {
    return in(server, "prefix: accounts/{account}/");
  }

  static Bucket in(StandInS3 server, String owner) {
    return new Bucket(server.address(), StandInS3.BUCKET, owner);
  }

  /** What the check of the catalog says of it. */
  List<String> problems() {
    return CheckS3.check((S3Store) catalog.otherStores().get(0));
  }

  StoreErasure prepared() {
    return prepare.prepare("main", PrepareStore.Scope.WHOLE_ACCOUNT).get(0);
  }

  /** Erases, and says what was erased of each set. */
  Map<String, Long> erase(UUID run, String... ids) {
    Erasures.erase(prepared(), run, ids);
    return erased(run, ids);
  }

  Map<String, Long> erased(UUID run, String... ids) {
    Map<String, Long> sets = new TreeMap<>();
    prepared()
        .progress(run, List.of(ids))
        .byAccount()
        .values()
        .forEach(of -> of.forEach((set, rows) -> sets.merge(set, rows, Long::sum)));
    return sets;
  }

  void put(String... keys) {
    for (String key : keys) {
      S3Server.put(name, key);
    }
  }

  List<String> contents() {
    return S3Server.contents(name);
  }

  @Override
  public void close() {
    prepare.close();
    way.close();
  }
}
