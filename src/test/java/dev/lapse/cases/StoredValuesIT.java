package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value is anonymized if it is the constant, or was recorded; not if it only resembles it. */
class StoredValuesIT {
  private static final String NEW_VALUES =
      """
      create collation letters (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
      create table account (id bigint primary key, value %s);
      create function make() returns trigger language plpgsql as $$
      begin new.value := %s; return new; end $$;
      create trigger makes before update on account for each row execute function make();
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          text                 | md5('secret {a}')                         | {random}
          text                 | 'gone-' || md5('secret {a}')              | gone-{random}
          uuid                 | '00000000-0000-4000-8000-00000000000{a}'  | {random}
          json                 | '{"name": "n"}'                           | {}
          point                | '(5,6)'                                   | (0,0)
          box                  | '(101,101),(100,100)'                     | (1,1),(0,0)
          text collate letters | 'Géorge'                                  | george
          xml                  | '<a/>'                                    | <none/>
          """)
  void valueThatResemblesTheConstantIsReplaced(String type, String before, String constant) {
    purge(type, "new.value", before, constant);

    assertThat(value(1)).isNotEqualTo(was(before, type, 1));
    assertThat(value(2)).isEqualTo(was(before, type, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          upper(new.value)       | g-{random}
          nullif(new.value, '-') | -
          new.value || '!'       | gone
          """)
  void whatATriggerMakesOfAConstantIsExpected(String made, String constant) {
    purge("text", made, "'n{a}'", constant);

    assertThat(value(1)).isNotEqualTo("n1");
  }

  @Test
  void randomValueOfARowOfTwoAccountsIsWrittenForBoth() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table transfer (id bigint primary key, from_account bigint, to_account bigint, memo text);
            """)
        .rowsOf("insert into account values ({a})", 1, 2)
        .rowsOf("insert into transfer values (1, 1, 2, 'hello')", 1)
        .edits("public.account", "owned-by: id")
        .edits(
            "public.transfer",
            "owned-by: [from_account, to_account], anonymize: {memo: '{random}'}")
        .closes(1, 2)
        .purge()
        .isErased(1, 2);
  }

  private static void purge(String type, String made, String before, String constant) {
    Case.of(NEW_VALUES.formatted(type, made))
        .rowsOf(
            "insert into account select {a}, v from (values (cast(%s as %s))) as one(v)"
                .formatted(before, type.replaceAll(" collate.*", "")),
            1,
            2)
        .edits(
            "public.account",
            "owned-by: id, anonymize: {value: '" + constant + "'}, accepts: [makes]")
        .closes(1)
        .purge()
        .isErased(1);
  }

  private static String value(int account) {
    return CaseDatabases.product()
        .sql("select coalesce(value::text, 'null') from account where id = " + account)
        .query(String.class)
        .single();
  }

  private static String was(String before, String type, int account) {
    return CaseDatabases.product()
        .sql(
            "select cast(cast(%s as %s) as text)"
                .formatted(
                    before.replace("{a}", String.valueOf(account)),
                    type.replaceAll(" collate.*", "")))
        .query(String.class)
        .single();
  }
}
