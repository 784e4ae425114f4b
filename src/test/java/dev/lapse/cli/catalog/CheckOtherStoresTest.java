package dev.lapse.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.testing.StandInS3;
import dev.lapse.testing.StandInService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A store that does not respond as its type should is reported while Lapse starts. */
class CheckOtherStoresTest {
  @Test
  void warnsOfStoresThatDoNotAnswerAsPromised() throws InterruptedException {
    try (StandInS3 bucket = new StandInS3();
        StandInService service = new StandInService()) {
      Catalog catalog = catalog(bucket, service);
      assertThat(warnings(catalog)).isEmpty();
      bucket.misbehave(request -> StandInS3.Fault.LOGIN_PAGE);
      service.misbehave(request -> StandInService.Fault.LOGIN_PAGE);
      assertThat(warnings(catalog))
          .satisfiesExactly(
              files ->
                  assertThat(files)
                      .startsWith(
                          "catalog.yaml:2: (cell main) store 'files' does not answer as S3: to GetObjectLockConfiguration it answered '<!DOCTYPE html> <html>")
                      .doesNotContain("abc123"),
              search ->
                  assertThat(search)
                      .startsWith(
                          "catalog.yaml:10: (cell main) store 'search' does not answer as docs/http-store.yaml says: to GET /health it answered '<!DOCTYPE html>"));
    }
  }

  private static List<String> warnings(Catalog catalog) throws InterruptedException {
    List<String> warnings = new CopyOnWriteArrayList<>();
    Thread check = CheckOtherStores.inBackground(catalog, warnings::add);
    check.join(Duration.ofSeconds(30).toMillis());
    return warnings;
  }

  private static Catalog catalog(StandInS3 bucket, StandInService service) {
    return Catalogs.read(
        """
        stores:
          - name: files
            type: s3
            bucket: %s
            region: eu-west-1
            endpoint: %s
            access-key: test
            secret-key: test
            prefix: "accounts/{account}/"
          - name: search
            type: http
            url: %s
        """
            .formatted(StandInS3.BUCKET, bucket.address(), service.address()));
  }
}
