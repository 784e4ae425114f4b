package dev.lapse.catalog.discover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WithoutFiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "name, and 96 of 96 sampled values are keys of a.b | name, and all sampled values are keys of a.b",
        "9 of 96 sampled values are keys of a.b | some of the sampled values are keys of a.b",
        "0 of 96 sampled values are keys of a.b | none of the sampled values are keys of a.b",
        "; 30 of all 90 rows have none: shared by all | ; some rows have none: shared by all",
        "; 30 of 1000 sampled rows have none | ; some of the sampled rows have none",
        "a, b lead to the same account in all 1000 sampled rows | a, b lead to the same account in all sampled rows",
        "each of 1000 sampled rows has one of a, b | each sampled row has one of a, b",
        "each of all 40 rows has one of a, b | each row has one of a, b",
        "foreign key to a.b, null in none of all 40 rows | foreign key to a.b, null in no row",
        "nid may be null (in 20 of all 40 rows) and names | nid may be null and names",
        "who owns rows in which a is null (3 of 1000 sampled rows)? | who owns rows in which a is null?",
        "in part_2.x2 of schema_3 | in part_2.x2 of schema_3",
        "which table is '2'? | which table is '2'?",
        "who owns rows of a.\"2024\"? | who owns rows of a.\"2024\"?",
        "the 3 types of a, b are names of tables, and all 90 sampled ids are there | the types of a, b are names of tables, and all sampled ids are there",
        "90 of all 90 rows are referred to, each by rows of one account | all rows are referred to, each by rows of one account",
      })
  void writesWordsInPlaceOfFigures(String figures, String words) {
    assertThat(WithoutFigures.of(figures)).isEqualTo(words);
  }
}
