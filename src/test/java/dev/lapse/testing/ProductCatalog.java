package dev.lapse.testing;

/**
 * Catalogs whose only store is {@code product}, with the accounts in {@code public.account(id)}.
 */
public final class ProductCatalog {
  /** The text before {@code sets}. */
  public static final String STORE =
      """
      stores:
        - name: product
          type: postgresql
          url: ${PRODUCT_DATABASE_URL}
          username: ${PRODUCT_DATABASE_USERNAME}
          password: ${PRODUCT_DATABASE_PASSWORD}
          accounts: public.account
          key: id
      """;

  private ProductCatalog() {}

  /** The text of such a catalog. */
  public static String of(String sets) {
    return STORE + "sets:\n" + sets.indent(2);
  }
}
