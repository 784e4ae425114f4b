package dev.lapse.catalog;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catalogs by which rows would be left behind and called erased. */
class WaysThatEndEarlyTest {
  private static final String ONE_STORE =
      """
      stores:
        - {name: product, type: postgresql, url: "jdbc:postgresql://a/b", accounts: public.account, key: id}
      sets:
        - {store: product, table: public.account, owned-by: id}
      """;

  @Test
  void refusesToKeepWhatIsFoundThroughWhatIsErasedBefore() {
    String order = "  - {store: product, table: public.a_order, owned-by: account_id%s}\n";
    String invoice =
        "  - {store: product, table: public.invoice, owned-by: order_id -> public.a_order.id, keep: {why: tax, for: P10Y}}\n";

    for (String way : List.of("", ", keep: {why: tax, for: P9Y}")) {
      assertThatThrownBy(() -> read(ONE_STORE + order.formatted(way) + invoice))
          .isInstanceOf(WrongFile.class)
          .hasMessage(
              "catalog.yaml:6: public.invoice is kept for P10Y, but owned through public.a_order, which is erased earlier, so it could not be found when its period is over: use a column with the account's key, or keep public.a_order as long");
    }
    assertThatCode(
            () -> read(ONE_STORE + order.formatted(", keep: {why: tax, for: P120M}") + invoice))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAWayThroughWhatIsRemovedAtTheLapse() {
    String card = "  - {store: product, table: public.card, owned-by: account_id, billing: true}\n";

    assertThatThrownBy(
            () ->
                read(
                    ONE_STORE
                        + card
                        + "  - {store: product, table: public.holder, owned-by: card_id -> public.card.id}\n"))
        .isInstanceOf(WrongFile.class)
        .hasMessage(
            "catalog.yaml:6: public.holder is owned through public.card, whose rows are already removed at the lapse, so it could not be found after that; mark it billing: true too, or use another path");
    assertThatCode(
            () ->
                read(
                    ONE_STORE
                        + card
                        + "  - {store: product, table: public.holder, owned-by: card_id -> public.card.id, billing: true}\n"))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAWayThroughAColumnThatIsAnonymized() {
    assertThatThrownBy(
            () ->
                read(
                    ONE_STORE
                        + """
                          - {store: product, table: public.review, owned-by: account_id, anonymize: {account_id: null}}
                          - {store: product, table: public.reply, owned-by: review_id -> public.review.id}
                        """))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining(
            "catalog.yaml:6: public.reply is owned through public.review, whose column account_id is anonymized");
  }

  @Test
  void refusesStoresThatAreNotInTheSameCells() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    stores:
                      - {name: product, type: postgresql, accounts: public.account, key: id, cells: {eu: {url: "jdbc:postgresql://a/b"}}}
                      - {name: central, type: postgresql, url: "jdbc:postgresql://a/c", accounts: public.account, key: id}
                    sets: []
                    """))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith(
            "catalog.yaml:3: store 'central' is in cells [main], but store 'product' in [eu]");
  }

  private static Catalog read(String text) {
    return CatalogFile.read(YamlMap.read("catalog.yaml", text, value -> value));
  }
}
