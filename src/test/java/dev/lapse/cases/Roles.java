package dev.lapse.cases;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.CatalogFile;
import dev.lapse.catalog.Stores;
import dev.lapse.file.YamlMap;
import dev.lapse.testing.TestDatabases.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an administrator prepares for a purging role that is no superuser. */
final class Roles {
  private Roles() {}

  /**
   * Lapse's own schema is there, and the role may use it.
   *
   * @param grant rights on the product; {@code %s} is each of its schemas
   */
  static void letLimitedWork(TestDatabase product, String grant) {
    migrate(product);
    StringBuilder grants =
        new StringBuilder(
            """
            grant usage on schema lapse_store to lapse_limited;
            grant select, insert, update, delete on all tables in schema lapse_store to lapse_limited;
            """);
    JdbcClient.create(product.dataSource())
        .sql(
            """
            select quote_ident(nspname)
            from pg_namespace
            where nspname !~ '^pg_|^information_schema$|^lapse_store$'
            """)
        .query(String.class)
        .list()
        .forEach(
            schema ->
                grants
                    .append("grant usage on schema %s to lapse_limited;%n".formatted(schema))
                    .append(grant.formatted(schema))
                    .append(" to lapse_limited;\n"));
    product.run(grants.toString());
  }

  /** Creates Lapse's own schema in a store. */
  static void migrate(TestDatabase product) {
    Catalog catalog =
        CatalogFile.read(
            YamlMap.read(
                "catalog.yaml",
                """
                stores:
                  - {name: product, type: postgresql, url: "%s", username: postgres, password: postgres, accounts: public.account, key: id}
                sets: []
                """
                    .formatted(product.url()),
                raw -> raw));
    try (Stores stores = new Stores(catalog)) {
      stores.migrate("product", "main");
    }
  }
}
