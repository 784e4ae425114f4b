package dev.lapse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.file.Position;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnedByTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "account_id",
        "\"account id\"",
        "contact_id -> public.contact.id",
        "record_id -> public.deal.id where record_type = 'Deal'",
        "record_id -> public.deal.id where record_type in ('Deal', 'It''s')",
        "id <- public.contact.address_id",
        "(a, b) -> public.contact.(a, b)",
        "(a, b) <- public.contact.(a, b)",
        "\"a.b\" -> \"we ird\".\"x\"\"y\".\"->\"",
      })
  void writesWhatItReads(String text) {
    assertThat(OwnedByText.write(OwnedByText.read(text))).isEqualTo(text);
  }

  @Test
  void needsNoSpaces() {
    assertThat(OwnedByText.write(OwnedByText.read("a->b.c.d"))).isEqualTo("a -> b.c.d");
    assertThat(OwnedByText.write(OwnedByText.read("(a,b)<-s.t.(c,d)")))
        .isEqualTo("(a, b) <- s.t.(c, d)");
  }

  @Test
  void readsWhatItWritesWhateverTheNames() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      OwnedBy way = anyWay(random);
      String text = OwnedByText.write(way);
      assertThat(OwnedByText.read(text)).as("seed %d: %s", seed, text).isEqualTo(way);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "actor after 'Space;'",
        "actor after 'it''s;' -> public.user.id",
        "\"the actor\" after 'User;' -> public.user.id where kind = 'a'",
        "payload ->> 'space_id'",
        "payload -> 'a' ->> 'b' -> public.user.id",
        "id <- public.job.args ->> 'id' where args -> 'ref' ->> 'kind' in ('A', 'B')"
      })
  void keysInsideOfColumnsStandForColumns(String text) {
    OwnedBy way = OwnedByText.read(text);

    assertThat(OwnedByText.write(way)).isEqualTo(text);
    TableName accounts = new TableName("public", "account");
    Store store = new Store("product", accounts, "id", Map.of(), new Position("catalog.yaml", 1));
    assertThat(way.edge(accounts, store).fromColumns())
        .flatMap(column -> ColumnExpression.of(column).stream().toList())
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          actor after Space;      | a value in single quotes is expected at 'Space;'
          payload -> 'a'          | '->>' is expected at the end
          payload ->> 'a' 'b'     | '->' is expected at ''b''
          """)
  void saysWhatIsMissingInAKeyInsideOfAColumn(String text, String message) {
    assertThatThrownBy(() -> OwnedByText.read(text)).hasMessageStartingWith(message);
  }

  @Test
  void indexOverAKeyIsRecognizedAsPostgresPrintsIt() {
    assertThat(ColumnExpression.of("payload -> 'a' ->> 'b'").orElseThrow().indexed())
        .isEqualTo(ColumnExpression.normalized("((payload -> 'a'::text) ->> 'b'::text)"));
    assertThat(ColumnExpression.of("actor after 'Space;'").orElseThrow().indexed())
        .isEqualTo(
            ColumnExpression.normalized(
                """
                (
                CASE
                    WHEN starts_with(actor, 'Space;'::text) THEN substr(actor, 7)
                    ELSE NULL::text
                END)"""));
  }

  private static OwnedBy anyWay(Random random) {
    int columns = 1 + random.nextInt(2);
    return switch (random.nextInt(4)) {
      case 0 -> new OwnedBy.Key(name(random));
      case 1 ->
          new OwnedBy.Referrer(
              names(random, columns), table(random), names(random, columns), where(random));
      case 2 ->
          new OwnedBy.Reference(
              names(random, columns), table(random), names(random, columns), null);
      default ->
          new OwnedBy.Reference(
              names(random, columns), table(random), names(random, columns), where(random));
    };
  }

  private static OwnedBy.Where where(Random random) {
    return new OwnedBy.Where(name(random), names(random, 1 + random.nextInt(3)));
  }

  private static TableName table(Random random) {
    return new TableName(name(random), name(random));
  }

  private static List<String> names(Random random, int count) {
    return Stream.generate(() -> name(random)).limit(count).toList();
  }

  private static String name(Random random) {
    String letters = "ab_Zé1$-<>.,()'\"= \n;\\{}";
    StringBuilder name = new StringBuilder();
    do {
      name.append(letters.charAt(random.nextInt(letters.length())));
    } while (random.nextInt(4) > 0);
    return name.toString();
  }
}
