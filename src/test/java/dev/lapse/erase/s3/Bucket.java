package dev.lapse.erase.s3;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.CatalogFile;
import dev.lapse.erase.Erasures;
import dev.lapse.erase.PrepareStore;
import dev.lapse.erase.StoreErasure;
import dev.lapse.erase.StoreProgress;
import dev.lapse.file.YamlMap;
import dev.lapse.testing.S3Server;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.UnreliableWay;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A bucket as a store, erased from by the real parts without a run around them. */
final class Bucket implements AutoCloseable {
  final String name;
  final UnreliableWay way = new UnreliableWay(S3Server.address());
  final TestProgram program = SharedProgram.knowingNothing();
  private final PrepareS3 prepare;

  /**
   * @param owner prefix or tag, as in the catalog
   */
  Bucket(String name, String owner) {
    this.name = name;
    Catalog catalog =
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
    program.lapse.run("delete from lapse.store_progress");
    prepare = new PrepareS3(catalog, program.get(StoreProgress.class), program.clock);
  }

  /** Keys begin with {@code accounts/ID/}. */
  static Bucket byPrefix(String name) {
    return new Bucket(name, "prefix: accounts/{account}/");
  }

  StoreErasure prepared() {
    return prepare.of("main", PrepareStore.Scope.WHOLE_ACCOUNT).get(0);
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
