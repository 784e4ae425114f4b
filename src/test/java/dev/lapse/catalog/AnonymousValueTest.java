package dev.lapse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.AnonymousValue.Account;
import dev.lapse.catalog.AnonymousValue.Random;
import dev.lapse.catalog.AnonymousValue.RowKey;
import dev.lapse.catalog.AnonymousValue.Text;
import dev.lapse.file.WrongFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnonymousValueTest {
  @Test
  void wordsInBracesStandForSomethingOfTheRow() {
    assertThat(AnonymousValue.parse("gone-{account}-{key}{random}").parts())
        .containsExactly(
            new Text("gone-"), new Account(), new Text("-"), new RowKey(), new Random());
    assertThat(AnonymousValue.parse("").parts()).isEmpty();
  }

  @Test
  void doubledBraceAndBracesAroundNoWordAreText() {
    assertThat(AnonymousValue.parse("{{key}").parts()).containsExactly(new Text("{key}"));
    assertThat(AnonymousValue.parse("{{{a},{{b}}").parts()).containsExactly(new Text("{{a},{b}}"));
    for (String text :
        List.of("{}", "{1,2}", "{{1,2},{3,4}}", "{\"a\": 1}", "{", "a}b", "{ key }")) {
      assertThat(AnonymousValue.parse(text).parts()).containsExactly(new Text(text));
    }
  }

  @Test
  void onlyKeyAndRandomDifferFromRowToRow() {
    assertThat(AnonymousValue.parse("gone").isSameForEveryRow()).isTrue();
    assertThat(AnonymousValue.parse("gone-{account}").isSameForEveryRow()).isFalse();
    assertThat(AnonymousValue.parse("gone-{account}").isUniqueByRow()).isFalse();
    assertThat(AnonymousValue.parse("{key}").isUniqueByRow()).isTrue();
    assertThat(AnonymousValue.parse("{random}").isUniqueByRow()).isTrue();
  }

  @Test
  void unknownWordIsRefusedWithItsLineAndTheNearestOne() {
    assertThatThrownBy(
            () ->
                Catalogs.withSets(
                    "table: public.account, owned-by: id, anonymize: {slug: \"gone-{acount}\"}"))
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("catalog.yaml:8")
        .hasMessageContaining(
            "'{acount}' has no meaning; write {account}, {key} or {random} (did you mean '{account}'?); the literal text is written '{{acount}'");
  }
}
