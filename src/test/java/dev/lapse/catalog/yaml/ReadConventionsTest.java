package dev.lapse.catalog.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.Convention;
import dev.lapse.file.WrongFile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadConventionsTest {
  @Test
  void namesDoNotDependOnLines() {
    assertThat(
            read("""
                      - {column: nid, names: account, null: shared}
                      - {people: public.users, members: [public.member, public.guest]}
                      - {framework: rails}
                      - {tables: "pgmq.*", shared: true, why: "queue"}
                      - {types: {Deal: public.deal, System: shared}}
                    """)
                .conventions())
        .extracting(Convention::name)
        .containsExactly(
            "column nid", "people public.users", "framework rails", "tables pgmq.*", "types");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "column: nid | 'names' is missing",
        "column: nid, names: nobody | 'names' is 'nobody', but must be account, or schema, table and column",
        "column: nid, names: account, null: never | 'null' is 'never', but must be one of shared, elsewhere",
        "people: users, members: public.member | the schema is missing",
        "people: public.users | 'members' is missing",
        "people: public.users, shared: true | 'why' is missing",
        "framework: railz | there is no framework 'railz'; did you mean 'rails'?",
        "tables: queue, shared: true, why: x | 'queue' has no schema",
        "tables: 'q.*', shared: true | 'why' is missing",
        "tables: 'q.*' | q.* needs 'owned-by', 'shared: true' or 'unclassified'",
        "colum: nid, names: account | unknown key 'colum'; did you mean 'column'?",
        "column: nid, framework: rails | exactly one of column, people, framework, tables, types",
        "store: produkt, framework: rails | there is no store 'produkt'; did you mean 'product'?",
      })
  void refusesConventionWithItsLine(String convention, String reason) {
    assertThatThrownBy(() -> read("  - {" + convention + "}\n"))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith("catalog.yaml:8: ")
        .hasMessageContaining(reason);
  }

  @Test
  void refusesDuplicateConvention() {
    assertThatThrownBy(() -> read("  - {framework: rails}\n  - {framework: rails}\n"))
        .hasMessageStartingWith("catalog.yaml:9: 'framework rails' is already on line 8");
  }

  @Test
  void refusesEntryOfAnUnknownConvention() {
    assertThatThrownBy(
            () ->
                read(
                    """
                      - {framework: rails}
                    sets:
                      - {store: product, table: public.tags, shared: true, by: framework rail}
                    """))
        .hasMessage(
            "catalog.yaml:10: there is no convention 'framework rail'; did you mean 'framework rails'?;"
                + " remove 'by' to keep the entry as your own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "-",
      value = {
        "people: public.users, shared: true, why: x | owned-by: id <- public.members.user_id | public.users stays",
        "people: public.users, shared: true, why: x | shared: true | -",
        "people: public.users, members: public.members | shared: true | public.users goes with the last account that has it, by public.members",
        "people: public.users, members: public.guests | owned-by: id <- public.members.user_id | public.users goes with the last account that has it, by public.guests",
        "people: public.users, members: public.members | owned-by: id <- public.members.user_id | -",
        "people: public.users, members: public.members | owned-by: org_id -> public.account.id | -",
        "column: nid, names: account | shared: true | public.users belongs to accounts by nid",
        "column: nid, names: account | owned-by: tenant | public.users belongs to accounts by nid",
        "column: nid, names: account | owned-by: nid -> public.members.code | public.users belongs to accounts by nid",
        "column: nid, names: account | owned-by: [tenant, nid] | -",
        "column: nid, names: public.members.id | owned-by: nid -> public.members.code | public.users belongs to accounts by nid -> public.members.id",
        "column: nid, names: public.members.id | owned-by: nid -> public.members.id | -",
        "column: nid, names: public.members.id | owned-by: other -> public.members.id | -",
        "tables: 'public.u*', shared: true, why: x | owned-by: nid | public.users stays",
        "tables: 'public.u*', owned-by: nid | shared: true | public.users belongs to accounts by nid",
        "tables: 'public.u*', owned-by: nid | owned-by: tenant | public.users belongs to accounts by nid",
        "tables: 'public.u*', owned-by: nid | owned-by: [nid, org_id -> public.account.id] | -",
        "tables: 'public.u*', owned-by: nid | unclassified: whose | -",
      })
  void saysWhatAnEntryOfAnEarlierVersionContradicts(
      String convention, String ownership, @Nullable String says) {
    Catalog catalog =
        read(
            """
              - {%s}
            sets:
              - {store: product, table: public.account, owned-by: id}
              - {store: product, table: public.members, owned-by: account_id}
              - {store: product, table: public.guests, owned-by: account_id}
              - {store: product, table: public.users, %s}
            """
                .formatted(convention, ownership.replaceFirst("(id <-.*)", "\"$1\"")));

    assertThat(catalog.conventions().get(0).contradicts(catalog.sets().get(3)))
        .isEqualTo(Optional.ofNullable(says));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "active_storage_blobs | shared: true | public.active_storage_blobs belongs to accounts",
        "active_storage_blobs | owned-by: nid | -",
        "flipper_features     | owned-by: nid | public.flipper_features stays",
        "flipper_features     | shared: true  | -",
        "users                | owned-by: nid | -",
      })
  void saysWhatAnEntryOfAFrameworkContradicts(
      String table, String ownership, @Nullable String says) {
    Catalog catalog =
        read(
            "  - {framework: rails}\nsets:\n  - {store: product, table: public.%s, %s}\n"
                .formatted(table, ownership));

    assertThat(catalog.conventions().get(0).contradicts(catalog.sets().get(0)))
        .isEqualTo(Optional.ofNullable(says));
  }

  private static Catalog read(String conventions) {
    return Catalogs.read(Catalogs.STORE + "conventions:\n" + conventions);
  }
}
