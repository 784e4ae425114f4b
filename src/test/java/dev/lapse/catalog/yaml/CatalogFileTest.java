package dev.lapse.catalog.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreAddress;
import dev.lapse.catalog.TableName;
import dev.lapse.file.WrongFile;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogFileTest {
  private static final String ACCOUNT = "table: public.account, owned-by: id";
  private static final String CONTACT = "table: public.contact, owned-by: account_id";

  @Test
  void readsLabelsInBothLanguages() {
    Catalog catalog =
        Catalogs.withSets(
            ACCOUNT,
            "table: public.invoice, owned-by: account_id, keep: {why: law, for: P10Y}, label: {en: invoices, fr: factures}");

    assertThat(set(catalog, "invoice").label())
        .isEqualTo(Map.of("en", "invoices", "fr", "factures"));
    assertThat(catalog.version())
        .isNotEqualTo(
            Catalogs.withSets(
                    ACCOUNT,
                    "table: public.invoice, owned-by: account_id, keep: {why: law, for: P10Y}")
                .version());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          owned-by: id, label: {en: accounts}              | 'label' has no 'fr'; customers read texts in en and fr, such as {en: invoices, fr: factures}
          owned-by: id, label: {en: a, fr: b, de: c}       | unknown key 'de'
          owned-by: id, label: {en: "", fr: b}             | 'en' must have 1 to 100 characters, not 0
          owned-by: id, label: accounts                    | 'label' must be a map of keys and values
          shared: true, label: {en: a, fr: b}              | 'label' needs 'owned-by'
          """)
  void refusesLabelsThatCustomersCannotRead(String entry, String reason) {
    assertThatThrownBy(() -> Catalogs.withSets("table: public.account, " + entry))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining(reason);
  }

  @Test
  void readsEveryKindOfSet() {
    Catalog catalog =
        Catalogs.withSets(
            ACCOUNT,
            CONTACT,
            "table: public.deal, owned-by: account_id",
            "table: public.contact_tag, owned-by: contact_id -> public.contact.id",
            "table: public.attachment, owned-by: [\"record_id -> public.deal.id where record_type ="
                + " 'Deal'\", \"record_id -> public.contact.id where record_type in ('Contact',"
                + " 'It''s')\"]",
            "table: public.address, owned-by: \"id <- public.contact.address_id\"",
            "table: public.line, owned-by: \"(deal, no) -> public.deal.(id, no)\"",
            "table: public.payment_method, owned-by: account_id, billing: true",
            "table: public.country, shared: true",
            "table: public.invoice, owned-by: account_id, keep: {why: \"tax law\", for: P10Y}",
            "table: public.review, owned-by: account_id, anonymize: {author: null, text: \"\"}",
            "table: public.thing, unclassified: \"whose?\"");

    assertThat(catalog.cells()).containsExactly("main");
    assertThat(set(catalog, "contact").ways()).containsExactly(new OwnedBy.Key("account_id"));
    assertThat(set(catalog, "contact_tag").ways())
        .containsExactly(
            new OwnedBy.Reference(List.of("contact_id"), table("contact"), List.of("id"), null));
    assertThat(set(catalog, "attachment").ways())
        .containsExactly(
            new OwnedBy.Reference(
                List.of("record_id"),
                table("deal"),
                List.of("id"),
                new OwnedBy.Where("record_type", List.of("Deal"))),
            new OwnedBy.Reference(
                List.of("record_id"),
                table("contact"),
                List.of("id"),
                new OwnedBy.Where("record_type", List.of("Contact", "It's"))));
    assertThat(set(catalog, "address").ways())
        .containsExactly(
            new OwnedBy.Referrer(List.of("id"), table("contact"), List.of("address_id"), null));
    assertThat(set(catalog, "line").ways())
        .containsExactly(
            new OwnedBy.Reference(List.of("deal", "no"), table("deal"), List.of("id", "no"), null));
    assertThat(set(catalog, "payment_method").billing()).isTrue();
    assertThat(set(catalog, "country").isOwned()).isFalse();
    assertThat(set(catalog, "invoice").keep())
        .isEqualTo(new DataSet.Keep("tax law", Period.ofYears(10)));
    assertThat(set(catalog, "invoice").isErased()).isFalse();
    assertThat(set(catalog, "review").anonymize()).containsEntry("text", "").containsKey("author");
    assertThat(set(catalog, "review").anonymize().get("author")).isNull();
    assertThat(set(catalog, "thing").ownership())
        .isEqualTo(new DataSet.Ownership.Unclassified("whose?"));
    assertThat(set(catalog, "thing").at()).hasToString("catalog.yaml:19");
  }

  @Test
  void readsCatalogWithoutStoresAndWithoutSets() {
    assertThat(Catalogs.read("stores: []").cells()).containsExactly("main");
    assertThat(Catalogs.read(Catalogs.STORE).sets()).isEmpty();
  }

  @Test
  void cellsTakeFromTheirStoreWhatTheyDoNotSay() {
    Store store =
        Catalogs.read(
                """
                stores:
                  - name: product
                    type: postgresql
                    url: ${URL:jdbc:postgresql://main/product}
                    username: ${USER}
                    password: ${PASSWORD:}
                    accounts: public.account
                    key: id
                    cells: {eu-1: {url: ${EU1:jdbc:postgresql://eu/a}, password: ${EU1_PASSWORD}}, us-1: {}}
                """)
            .stores()
            .get(0);

    assertThat(store.cells())
        .isEqualTo(
            Map.of(
                "eu-1",
                new StoreAddress(
                    "jdbc:postgresql://eu/a", "value-of-USER", "value-of-EU1_PASSWORD"),
                "us-1",
                new StoreAddress("jdbc:postgresql://main/product", "value-of-USER", null)));
    assertThat(store.text().values().get("password")).isEqualTo("${PASSWORD:}");
    assertThat(store.text().cells().get("eu-1"))
        .isEqualTo(Map.of("url", "${EU1:jdbc:postgresql://eu/a}", "password", "${EU1_PASSWORD}"));
    assertThat(store.toString()).doesNotContain("PASSWORD");
  }

  @Test
  void versionIsThatOfTheContent() {
    String version = Catalogs.withSets(ACCOUNT, CONTACT).version();

    assertThat(version).matches("[0-9a-f]{12}");
    assertThat(Catalogs.withSets(CONTACT + " ", ACCOUNT).version()).isEqualTo(version);
    assertThat(
            Catalogs.read(
                    Catalogs.STORE.replace("localhost", "elsewhere")
                        + "sets:\n  - {store: product, "
                        + ACCOUNT
                        + "}\n# note\n  - {store: product, "
                        + CONTACT
                        + "}\n")
                .version())
        .isEqualTo(version);
    assertThat(Catalogs.withSets(ACCOUNT, CONTACT + ", billing: true").version())
        .isNotEqualTo(version);
    assertThat(Catalogs.withSets(ACCOUNT).version()).isNotEqualTo(version);
  }

  @Test
  void acceptsRecursionThatReachesTheAccountBesides() {
    Catalog catalog =
        Catalogs.withSets(ACCOUNT, "table: a.x, owned-by: [account_id, parent_id -> a.x.id]");

    assertThat(catalog.set("product", new TableName("a", "x")).orElseThrow().ways()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          table: public.a, owned_by: x                   | unknown key 'owned_by'; did you mean 'owned-by'?
          table: public.a                                | public.a needs 'owned-by', 'shared: true' or 'unclassified'
          table: public.a, owned-by: x, shared: true     | public.a has owned-by and shared; it needs exactly one of owned-by, shared, unclassified
          table: public.a, shared: false                 | 'shared' must be true or left out; 'owned-by' names the owner of the rows
          table: public.a, shared: yes                   | 'shared' is 'yes', but must be true or false
          table: a, shared: true                         | 'a': the schema is missing; write schema and table, as in public.contact
          table: b.public.a, shared: true                | 'b.public.a': the end is expected at '.a'; write schema and table, as in public.contact
          table: public.a, owned-by: []                  | 'owned-by' is an empty list; write one of: account_id | contact_id -> public.contact.id
          table: public.a, owned-by: x -> account.id     | 'x -> account.id': schema, table and column are needed, with dots between; write one of: account_id |
          table: public.a, owned-by: x to public.account.id | 'x to public.account.id': '->' is expected at 'to public.account.id'; write one of:
          table: public.a, owned-by: "(x, y) -> public.account.id" | '(x, y) -> public.account.id': 2 on the left, 1 on the right; write one of:
          table: public.a, owned-by: x -> public.account.id where y = z | a value in single quotes is expected at 'z'; write one of:
          table: public.a, owned-by: x <- public.account.id when y = 'z' | 'where' is expected at 'when y = 'z''; write one of:
          table: public.a, owned-by: x -> public.acount.id | public.acount is not listed for store 'product'; did you mean 'public.account'?
          table: public.a, owned-by: x -> public.country.id | public.country is shared (line 9), so nothing belongs to an account through it
          table: public.a, owned-by: x -> public.a.id    | public.a never reaches an account: public.a -> public.a; one of them needs a column with the account's key
          table: public.account, shared: true            | product.public.account is already on line 8; list a table once, with several paths as a list in 'owned-by'
          table: public.a, owned-by: x, keep: {why: w, for: P1Y}, billing: true | 'billing' and 'keep' cannot be combined: payment details are removed at the lapse
          table: public.a, owned-by: x, keep: {why: w}   | 'for' is missing in 'keep'
          table: public.a, owned-by: x, keep: {why: w, for: 10 years} | 'for' is '10 years', but must be a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          table: public.a, owned-by: x, anonymize: {}    | 'anonymize' has no column; write one as in {author: null}
          table: public.a, shared: true, shared-where: "kind = 'x'" | 'shared-where' is about rows that no path includes, but no path has 'where kind'
          table: public.a, owned-by: id, shared-where: "kind = x" | 'kind = x': a value in single quotes is expected at 'x'; write one of: kind = 'System'
          table: public.a, shared: true, billing: true   | 'billing' needs 'owned-by', because it applies to an account's rows
          table: public.a, shared: true, keep: {why: w, for: P1Y} | 'keep' needs 'owned-by', because it applies to an account's rows
          """)
  void refusesSetWithItsLine(String set, String reason) {
    assertThatThrownBy(() -> Catalogs.withSets(ACCOUNT, "table: public.country, shared: true", set))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith("catalog.yaml:10: ")
        .hasMessageContaining(reason.strip());
  }

  @Test
  void refusesUnknownStoreWithItsLine() {
    assertThatThrownBy(
            () ->
                Catalogs.read(
                    Catalogs.STORE + "sets: [{store: products, table: a.b, shared: true}]"))
        .isInstanceOf(WrongFile.class)
        .hasMessage("catalog.yaml:7: there is no store 'products'; did you mean 'product'?");
  }

  @Test
  void refusesWaysInACircle() {
    assertThatThrownBy(
            () ->
                Catalogs.withSets(
                    ACCOUNT,
                    "table: a.x, owned-by: y_id -> a.y.id",
                    "table: a.y, owned-by: \"id <- a.x.y_id\""))
        .isInstanceOf(WrongFile.class)
        .hasMessage(
            "catalog.yaml:9: a.x never reaches an account: a.x -> a.y -> a.x; one of them needs a"
                + " column with the account's key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          name: product    | name: a.b           | 2 | 'name' is 'a.b', but must consist of letters, digits, - and _
          type: postgresql | type: mysql         | 3 | 'type' is 'mysql', but must be one of postgresql
          type: postgresql | typ: postgresql     | 3 | unknown key 'typ'; did you mean 'type'?
          jdbc:postgresql: | jdbc:mysql:         | 4 | 'url' must begin as in jdbc:postgresql://host:5432/database
          jdbc:            | ${MISSING} jdbc:    | 4 | which is not set; set the environment variable or write the value
          public.account   | account             | 5 | 'account': the schema is missing; write schema and table, as in public.contact
          key: id          | cells: {}           | 6 | 'cells' is empty; leave it out where there is one database
          key: id          | cells: {a b: {}}    | 6 | cell 'a b' must have a name of letters, digits, - and _
          key: id          | cells: {a: {uri: x}} | 6 | unknown key 'uri'; did you mean 'url'?
          key: id          | cells: {a: {}, b: {}} | 6 | cells 'a' and 'b' have the same url; give each cell its own database
          """)
  void refusesStoreWithItsLine(String right, String wrong, int line, String reason) {
    assertThatThrownBy(() -> Catalogs.read(Catalogs.STORE.replace(right, wrong)))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith("catalog.yaml:" + line + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void refusesDuplicateStore() {
    assertThatThrownBy(
            () -> Catalogs.read(Catalogs.STORE + Catalogs.STORE.substring("stores:\n".length())))
        .isInstanceOf(WrongFile.class)
        .hasMessage(
            "catalog.yaml:7: store 'product' is already on line 2; give each store its own name");
  }

  @Test
  void neverRepeatsAWrongUrl() {
    assertThatThrownBy(
            () ->
                Catalogs.read(
                    Catalogs.STORE.replace(
                        "jdbc:postgresql://localhost/product", "postgres://joe:secret@host/db")))
        .hasMessageNotContaining("secret");
  }

  private static DataSet set(Catalog catalog, String name) {
    return catalog.set("product", table(name)).orElseThrow();
  }

  private static TableName table(String name) {
    return new TableName("public", name);
  }
}
