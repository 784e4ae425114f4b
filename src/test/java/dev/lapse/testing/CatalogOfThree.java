package dev.lapse.testing;

import java.net.URI;

/** The catalog of a database with accounts and contacts, of a bucket and of a service. */
final class CatalogOfThree {
  private CatalogOfThree() {}

  /**
   * @param service lines of the service beside its name and type
   * @param contact lines of the set of contacts beside its table, and further sets
   */
  static String of(String bucket, URI s3, String secretKey, String service, String contact) {
    return """
        stores:
          - name: product
            type: postgresql
            url: ${PRODUCT_DATABASE_URL}
            username: ${PRODUCT_DATABASE_USERNAME}
            password: ${PRODUCT_DATABASE_PASSWORD}
            accounts: public.account
            key: id
          - name: files
            type: s3
            bucket: %s
            region: eu-west-1
            endpoint: %s
            access-key: test
            secret-key: %s
            prefix: accounts/{account}/
          - name: search
            type: http
        %ssets:
          - {store: product, table: public.account, owned-by: id}
          - {store: product, table: public.contact, owned-by: account_id%s
        """
        .formatted(bucket, s3, secretKey, service.indent(4), contact);
  }
}
