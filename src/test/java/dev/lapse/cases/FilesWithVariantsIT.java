package dev.lapse.cases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files as ActiveStorage keeps them: an attachment owns its file, the file its variants and its
 * preview, and these have attachments with files again.
 */
class FilesWithVariantsIT {
  private static final String TABLES =
      """
      create table account (id bigint primary key);
      create table contact (id bigint primary key, account_id bigint not null references account);
      create table active_storage_blobs (
        id bigint primary key, key varchar not null unique, filename varchar not null, content_type varchar,
        metadata text, service_name varchar not null, byte_size bigint not null, checksum varchar
      );
      create table active_storage_attachments (
        id bigint primary key, name varchar not null, record_type varchar not null, record_id bigint not null,
        blob_id bigint not null references active_storage_blobs
      );
      create table active_storage_variant_records (
        id bigint primary key, blob_id bigint not null references active_storage_blobs, variation_digest varchar not null
      );
      create index on active_storage_attachments (blob_id);
      create unique index on active_storage_attachments (record_type, record_id, name, blob_id);
      create unique index on active_storage_variant_records (blob_id, variation_digest);
      """;
  private static final String BLOBS =
      "insert into active_storage_blobs select n, 'k' || n, 'f', null, null, 's3', 1, 'c' from generate_series(%s, %s) n;\n";

  private static final String ATTACHMENTS =
      "owned-by: ["
          + "\"record_id -> public.contact.id where record_type = 'Contact'\", "
          + "\"record_id -> public.person.id where record_type = 'Person'\", "
          + "\"record_id -> public.active_storage_blobs.id where record_type = 'ActiveStorage::Blob'\", "
          + "\"record_id -> public.active_storage_variant_records.id where record_type = 'ActiveStorage::VariantRecord'\"]";

  /** An image with a variant, and a video with a preview that has a variant. */
  private static String files(String first, String attachments) {
    return BLOBS.formatted(first + "01", first + "05")
        + """
        %2$s
        insert into active_storage_variant_records values (%1$s02, %1$s01, 'd'), (%1$s05, %1$s04, 'd');
        insert into active_storage_attachments values
          (%1$s02, 'image', 'ActiveStorage::VariantRecord', %1$s02, %1$s02),
          (%1$s04, 'preview_image', 'ActiveStorage::Blob', %1$s03, %1$s04),
          (%1$s05, 'image', 'ActiveStorage::VariantRecord', %1$s05, %1$s05);
        """
            .formatted(first, attachments);
  }

  private static Case files() {
    return Case.of(TABLES)
        .rowsOf(
            "insert into account values ({a}); insert into contact values ({a}, {a});\n"
                + files(
                    "{a}",
                    """
                    insert into active_storage_attachments values
                      ({a}01, 'image', 'Contact', {a}, {a}01), ({a}03, 'video', 'Contact', {a}, {a}03),
                      ({a}06, 'also the preview', 'Contact', {a}, {a}04);
                    """),
            11,
            12,
            13);
  }

  private static Case withFilesOfTwoAccounts() {
    return files()
        .jointly(files("90", ""), 11, 12)
        .rowsOf(
            """
            insert into active_storage_attachments values
              ({a}91, 'image', 'Contact', {a}, 9001), ({a}93, 'video', 'Contact', {a}, 9003);
            """,
            11,
            12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void variantsAndPreviewsGoWithTheirFile(boolean limited) {
    Case made = withFilesOfTwoAccounts().closes(11);

    (limited ? made.asLimitedRole() : made).purge().erasedOnly(11);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fileOfTwoAccountsGoesWithTheLast(boolean limited) {
    Case made = withFilesOfTwoAccounts().closes(11, 12);

    (limited ? made.asLimitedRole() : made).purge().erasedOnly(11, 12);
  }

  @ParameterizedTest
  @CsvSource({"11", "12"})
  void fileIsFoundWhicheverAccountIsErasedFirst(int first) {
    Case made = withFilesOfTwoAccounts().closes(first);
    made.purge().erasedOnly(first);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fileOfAPersonOfAnotherAccountStays(boolean limited) {
    Case made =
        Case.of(
                TABLES
                    + """
                    create table person (id bigint primary key);
                    create table member (
                      person_id bigint not null references person, account_id bigint not null references account
                    );
                    """)
            .rowsOf(
                """
                insert into account values ({a});
                insert into contact values ({a}, {a});
                insert into person values ({a});
                insert into member values ({a}, {a});
                """,
                11,
                12)
            .jointly(files("90", ""), 11, 12)
            .rowsOf(
                """
                insert into active_storage_attachments values
                  (1191, 'image', 'Contact', 11, 9001), (1193, 'video', 'Contact', 11, 9003);
                """,
                11)
            .rowsOf(
                """
                insert into active_storage_attachments values
                  (1291, 'image', 'Person', 12, 9001), (1293, 'video', 'Person', 12, 9003);
                """,
                12)
            .edits("public.person", "owned-by: \"id <- public.member.person_id\"")
            .edits("public.active_storage_attachments", ATTACHMENTS)
            .edits(
                "public.active_storage_blobs",
                "owned-by: \"id <- public.active_storage_attachments.blob_id\"")
            .edits(
                "public.active_storage_variant_records",
                "owned-by: blob_id -> public.active_storage_blobs.id")
            .closes(11);

    (limited ? made.asLimitedRole() : made).purge().erasedOnly(11);
  }

  @Test
  void filesOfALargeAccountGoInSlices() {
    withFilesOfTwoAccounts()
        .rowsOf("insert into contact select n, 11 from generate_series(1001, 22000) n", 11)
        .rowsOf(
            BLOBS.formatted(100_001, 100_300)
                + BLOBS.formatted(200_001, 200_300)
                + """
                insert into active_storage_attachments
                  select n, 'image', 'Contact', 11, n from generate_series(100001, 100300) n;
                insert into active_storage_variant_records
                  select n, n, 'd' from generate_series(100001, 100300) n;
                insert into active_storage_attachments
                  select 100000 + n, 'image', 'ActiveStorage::VariantRecord', n, 100000 + n
                  from generate_series(100001, 100300) n;
                """,
            11)
        .purging("throttle: {chunk-millis: 20}")
        .closes(11)
        .purge()
        .erasedOnly(11);
  }
}
