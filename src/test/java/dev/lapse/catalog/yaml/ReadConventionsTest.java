package dev.lapse.catalog.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.Convention;
import dev.lapse.file.WrongFile;
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
  void refusesConventionThatStandsTwice() {
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
                + " take 'by' out to keep the entry as your own");
  }

  private static Catalog read(String conventions) {
    return Catalogs.read(Catalogs.STORE + "conventions:\n" + conventions);
  }
}
