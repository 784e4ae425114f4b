package dev.lapse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.file.WrongFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two stores in one bucket never hold what belongs to the other. */
class OverlappingPlacesTest {
  @ParameterizedTest
  @CsvSource({
    "prefix: 'accounts/{account}/', prefix: '{account}/'",
    "prefix: '{account}/', prefix: 'accounts/{account}/'",
    "prefix: 'a/{account}/', prefix: 'a/{account}/'",
    "prefix: 'a/{account}/', prefix: 'a/{account}/thumbs/'",
    "prefix: '{account}/a/', prefix: '{account}:b/'",
    "prefix: 'a/{account}/', prefix: 'a/b/{account}/'",
    "prefix: 'a/{account}/', tag: account",
    "tag: account, prefix: 'a/{account}/'",
    "tag: account, tag: owner"
  })
  void placesThatCanHoldEachOtherAreRefused(String one, String other) {
    assertThatThrownBy(() -> read(one, "", other, ""))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith("catalog.yaml:7: stores 'one' and 'two' share the bucket 'b', and");
  }

  @ParameterizedTest
  @CsvSource({
    "prefix: 'files/{account}/', prefix: 'exports/{account}/'",
    "prefix: '{account}/files/', prefix: '{account}/thumbs/'",
    "prefix: 'a{account}/', prefix: 'b{account}/'",
    "prefix: 'x/{account}:a/', prefix: 'x/{account}:b/'"
  })
  void placesThatCannotAreNot(String one, String other) {
    assertThat(read(one, "", other, "").otherStores()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'endpoint: https://s3.eu-west-1.amazonaws.com'",
    "'endpoint: https://S3.example.com/', 'endpoint: https://s3.example.com:443'",
    "'endpoint: https://s3.example.com', 'endpoint: https://s3.example.com'"
  })
  void oneBucketMayHaveSeveralAddresses(String one, String other) {
    assertThatThrownBy(() -> read("prefix: '{account}/'", one, "prefix: '{account}/'", other))
        .isInstanceOf(WrongFile.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'endpoint: https://s3.example.com'",
    "'endpoint: https://s3.example.com', 'endpoint: https://s3.example.com:9000'"
  })
  void bucketsOfTwoServersAreTwo(String one, String other) {
    assertThat(read("prefix: '{account}/'", one, "prefix: '{account}/'", other).otherStores())
        .hasSize(2);
  }

  @Test
  void cellsOfDifferentStoresAreComparedToo() {
    assertThatThrownBy(
            () ->
                Catalogs.read(
                    """
                    stores:
                      - name: one
                        type: s3
                        region: eu-west-1
                        prefix: "accounts/{account}/"
                        cells: {eu: {bucket: a}, us: {bucket: b}}
                      - name: two
                        type: s3
                        region: eu-west-1
                        prefix: "{account}/"
                        cells: {eu: {bucket: b}, us: {bucket: c}}
                    """))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("share the bucket 'b'");
  }

  @Test
  void cellsOfOneStoreMayShareABucket() {
    assertThat(
            Catalogs.read(
                    """
                    stores:
                      - name: one
                        type: s3
                        region: eu-west-1
                        bucket: a
                        prefix: "accounts/{account}/"
                        cells: {eu: {}, us: {}}
                    """)
                .otherStores())
        .hasSize(1);
  }

  private static Catalog read(String one, String oneMore, String other, String otherMore) {
    return Catalogs.read(
        """
        stores:
          - name: one
            type: s3
            bucket: b
            region: eu-west-1
            %s
          - name: two
            type: s3
            bucket: b
            region: eu-west-1
            %s
        """
            .formatted(
                one + (oneMore.isEmpty() ? "" : "\n    " + oneMore),
                other + (otherMore.isEmpty() ? "" : "\n    " + otherMore)));
  }
}
