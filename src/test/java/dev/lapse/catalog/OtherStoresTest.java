package dev.lapse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.discover.DiscoverCatalog;
import dev.lapse.file.WrongFile;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherStoresTest {
  private static final String BOTH =
      """
      stores:
        - name: files
          type: s3
          bucket: ${BUCKET}
          region: eu-west-1
          endpoint: "https://s3.example.com/"
          access-key: ${KEY}
          secret-key: ${SECRET}
          prefix: "accounts/{account}/"
        - name: product
          type: postgresql
          url: jdbc:postgresql://localhost/product
          accounts: public.account
          key: id
        - name: search
          type: http
          url: https://search.internal/lapse/
          token: ${TOKEN}
      """;

  @Test
  void readsBucketsAndServices() {
    Catalog catalog = Catalogs.read(BOTH);
    S3Store files = (S3Store) catalog.otherStore("files").orElseThrow();
    assertThat(files.owner()).isEqualTo(new S3Store.Owner.Prefix("accounts/", "/"));
    assertThat(files.cells())
        .containsOnly(
            Map.entry(
                "main",
                new S3Store.Bucket(
                    "value-of-BUCKET",
                    "eu-west-1",
                    URI.create("https://s3.example.com"),
                    "value-of-KEY",
                    "value-of-SECRET")));
    HttpStore search = (HttpStore) catalog.otherStore("search").orElseThrow();
    assertThat(search.timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(search.cells().get("main"))
        .isEqualTo(
            new HttpStore.Service(URI.create("https://search.internal/lapse"), "value-of-TOKEN"));
    assertThat(catalog.toString()).doesNotContain("value-of-SECRET", "value-of-TOKEN");
  }

  @Test
  void cellsTakeFromTheirStoreWhatTheyDoNotSay() {
    Catalog catalog =
        Catalogs.read(
            """
            stores:
              - name: files
                type: s3
                region: eu-west-1
                tag: account
                cells: {eu-1: {bucket: a}, us-1: {bucket: b, region: us-east-1}}
              - name: search
                type: http
                url: https://search.internal
                cells: {eu-1: {}, us-1: {}}
            """);
    S3Store files = (S3Store) catalog.otherStores().get(0);
    assertThat(files.cells().get("eu-1").region()).isEqualTo("eu-west-1");
    assertThat(files.cells().get("us-1").region()).isEqualTo("us-east-1");
    assertThat(files.owner()).isEqualTo(new S3Store.Owner.Tag("account"));
    assertThat(catalog.cells()).containsExactly("eu-1", "us-1");
  }

  @Test
  void isWrittenBackAsItStood() throws SQLException {
    String written = DiscoverCatalog.discover(Catalogs.read(BOTH), Map.of());
    assertThat(written).contains("secret-key: ${SECRET}", "token: ${TOKEN}");
    assertThat(written).doesNotContain("value-of");
    assertThat(DiscoverCatalog.discover(Catalogs.read(written), Map.of())).isEqualTo(written);
    assertThat(written.indexOf("name: files")).isLessThan(written.indexOf("name: product"));
    assertThat(Catalogs.read(written).version()).isEqualTo(Catalogs.read(BOTH).version());
  }

  @Test
  void anotherPlaceIsTheSameCatalogAndAnotherOwnerIsNot() {
    String version = Catalogs.read(BOTH).version();
    assertThat(Catalogs.read(BOTH.replace("s3.example.com", "s3.example.org")).version())
        .isEqualTo(version);
    assertThat(Catalogs.read(BOTH.replace("accounts/{", "customers/{")).version())
        .isNotEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "prefix: 'accounts/{account}/' | prefix: accounts/{account} | catalog.yaml:7: 'prefix' is 'accounts/{account}': {account} must be followed by a / or another character that is in no id, or the objects of account 42 would count as those of account 4 too; write \"accounts/{account}/\"",
        "prefix: 'accounts/{account}/' | prefix: '{account}-/' | catalog.yaml:7: 'prefix' is '{account}-/': {account} must be followed by",
        "prefix: 'accounts/{account}/' | prefix: '{account}/doc' | catalog.yaml:7: 'prefix' is '{account}/doc', but must end in a /",
        "prefix: 'accounts/{account}/' | prefix: 'accounts/' | catalog.yaml:7: 'prefix' is 'accounts/', but must contain {account} once",
        "prefix: 'accounts/{account}/' | prefix: '{account}/{account}/' | catalog.yaml:7: 'prefix' is '{account}/{account}/', but must contain {account} once",
        "prefix: 'accounts/{account}/' | prefx: 'accounts/{account}/' | catalog.yaml:7: unknown key 'prefx'; did you mean 'prefix'?",
        "prefix: 'accounts/{account}/' | region: x | catalog.yaml:7: 'region' appears twice",
        "prefix: 'accounts/{account}/' | endpoint: x | catalog.yaml:2: an s3 store has either 'prefix'",
        "bucket: files | bucket: s3://files | catalog.yaml:4: 'bucket' is 's3://files', but must be the name of a bucket",
        "region: eu-west-1 | region: | catalog.yaml:5: 'region' has no value",
        "access-key: a | access: a | catalog.yaml:6: unknown key 'access'",
        "access-key: a | access-key: ${MISSING} | catalog.yaml:6: 'access-key' is ${MISSING}, which is not set",
        "access-key: a | access-key: a | catalog.yaml:6: 'access-key' and 'secret-key' must be set together",
        "type: s3 | type: S3 | catalog.yaml:3: 'type' is 'S3', but must be one of postgresql, s3, http",
      })
  void refusesWrongBuckets(String right, String wrong, String message) {
    String entry =
        """
        stores:
          - name: files
            type: s3
            bucket: files
            region: eu-west-1
            access-key: a
            prefix: 'accounts/{account}/'
        """;
    assertThatThrownBy(() -> Catalogs.read(entry.replace(right, wrong)))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "url: https://user:pw@x | catalog.yaml:4: 'url' must be an address such as https://search.internal/lapse, without user, password, query and fragment",
        "url: ftp://x | catalog.yaml:4: 'url' must be an address",
        "url: search.internal | catalog.yaml:4: 'url' must be an address",
        "url: http://search.internal | catalog.yaml:4: 'url' begins with http:, which would send the token unencrypted",
        "url: https://x\\n    timeout: 10 minutes | catalog.yaml:5: 'timeout' is '10 minutes', but must be a duration of at most a day, such as PT10M",
        "url: https://x\\n    timeout: PT0S | catalog.yaml:5: 'timeout' is 'PT0S'",
        "timeout: PT1M | catalog.yaml:2: 'url' is missing",
      })
  void refusesWrongServices(String wrong, String message) {
    assertThatThrownBy(() -> Catalogs.read(service(wrong.replace("\\n", "\n"), "very-secret")))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("very-secret")
        .hasMessageNotContaining("pw");
  }

  @Test
  void allowsHttpWhereNobodyListens() {
    for (String url :
        new String[] {"http://localhost:8080/x", "http://127.0.0.1", "http://[::1]:1"}) {
      assertThat(Catalogs.read(service("url: \"" + url + "\"", "t")).otherStores()).hasSize(1);
    }
    String open = "stores:\n  - name: search\n    type: http\n    url: http://search\n";
    assertThatThrownBy(() -> Catalogs.read(open)).hasMessageContaining("insecure: true");
    assertThat(Catalogs.read(open + "    insecure: true\n").otherStores()).hasSize(1);
  }

  @Test
  void refusesOneNameForTwoAndCellsThatOthersDoNotHave() {
    assertThatThrownBy(() -> Catalogs.read(BOTH.replace("name: search", "name: product")))
        .isInstanceOf(WrongFile.class)
        .hasMessage(
            "catalog.yaml:15: store 'product' is already on line 10; give each store its own name");
    assertThatThrownBy(() -> Catalogs.read(BOTH + "    cells: {eu-1: {}}\n"))
        .hasMessageStartingWith("catalog.yaml:15: store 'search' is in cells [eu-1], but store");
  }

  private static String service(String url, String token) {
    return "stores:\n  - name: search\n    type: http\n    %s\n    token: %s\n"
        .formatted(url, token);
  }
}
