package dev.lapse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {
  @Test
  void doublesQuotes() {
    assertThat(Identifier.quote("a\"; drop table account; --"))
        .isEqualTo("\"a\"\"; drop table account; --\"");
    assertThat(new TableName("Sche\"ma", "select").sql()).isEqualTo("\"Sche\"\"ma\".\"select\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b"})
  void refusesWhatCannotBeAName(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Identifier.quote(name));
  }
}
