package dev.lapse.cases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A type and an id say to which row of which table a row belongs. */
class PolymorphicIT {
  private static final String ATTACHMENTS =
      "owned-by: [\"record_id -> public.contact.id where record_type in ('Contact', 'contacts')\","
          + " \"record_id -> public.deal.id where record_type in ('Deal', 'Crm::Deal')\"],"
          + " shared-where: \"record_type = 'Country'\"";
  private static final String TAGGINGS =
      "owned-by: [\"taggable_id -> public.contact.id where taggable_type = 'contact'\","
          + " \"taggable_id -> public.deal.id where taggable_type = 'deal'\"]";

  /** The deals of an account have the numbers of the next account's contacts. */
  private static Case attachments(Keys keys, String type) {
    return Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table country (id KEY primary key, name text);
            create table contact (id KEY primary key, account_id KEY not null references account);
            create table deal (id KEY primary key, account_id KEY not null references account);
            create table attachment (id KEY primary key, record_type text not null, record_id %s not null, file text);
            """
                .formatted(type))
        .nobodys(
            """
            insert into country values (k(101), 'France');
            insert into attachment values (k(7), 'Country', k(101), 'flag of no account');
            """
                .replace(
                    "k(101), 'flag", type.equals("text") ? "KEYTEXT(101), 'flag" : "k(101), 'flag"))
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into contact values (k({a}01), k({a})), (k({a}02), k({a}));
            insert into deal values (k({b}01), k({a})), (k({b}02), k({a}));
            insert into attachment values
              (k({a}001), 'Contact', ID({a}01), 'photo'), (k({a}002), 'contacts', ID({a}02), 'old spelling'),
              (k({a}003), 'Deal', ID({b}01), 'offer'), (k({a}004), 'Crm::Deal', ID({b}02), 'with a module');
            """
                .replace("ID(", type.equals("text") ? "KEYTEXT(" : "k("),
            1,
            2,
            3)
        .answers("public.country", "shared: true")
        .edits("public.attachment", ATTACHMENTS);
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void idMeansAnotherRowForEachType(Keys keys) {
    attachments(keys, "KEY").closes(2).purge().erasedOnly(2);
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void idsAsTextPointAtKeysOfAnyType(Keys keys) {
    attachments(keys, "text").closes(1, 2).purge().erasedOnly(1, 2);
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void tagsGoThroughTheirTaggings(Keys keys) {
    Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table contact (id KEY primary key, account_id KEY not null references account);
            create table deal (id KEY primary key, account_id KEY not null references account);
            create table tag (id KEY primary key, name text);
            create table tagging (tag_id KEY not null references tag, taggable_type text, taggable_id KEY);
            """)
        .nobodys("insert into tag values (k(7), 'never used')")
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into contact values (k({a}01), k({a}));
            insert into deal values (k({b}01), k({a}));
            insert into tag values (k({a}01), 'hot'), (k({a}02), 'cold');
            insert into tagging values
              (k({a}01), 'contact', k({a}01)), (k({a}01), 'deal', k({b}01)), (k({a}02), 'deal', k({b}01));
            """,
            1,
            2,
            3)
        .jointly("insert into tag values (k(12), 'vip')", 1, 2)
        .rowsOf("insert into tagging values (k(12), 'contact', k({a}01))", 1, 2)
        .edits("public.tagging", TAGGINGS)
        .answers("public.tag", "owned-by: \"id <- public.tagging.tag_id\"")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }

  @Test
  void commentsOnCommentsGoToAnyDepth() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table deal (id bigint primary key, account_id bigint not null references account);
            create table comment (id bigint primary key, commentable_type text, commentable_id bigint, body text);
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into deal values ({a}01, {a});
            insert into comment values
              ({a}01, 'Deal', {a}01, 'first'), ({a}02, 'Comment', {a}01, 'answer'), ({a}03, 'Comment', {a}02, 'again'),
              ({a}04, 'Comment', {a}03, 'and again');
            """,
            1,
            2,
            3)
        .nobodys(
            "insert into comment values (7, 'Release', 101, 'of the product'), (8, 'Comment', 7, 'on that')")
        .edits(
            "public.comment",
            "owned-by: [\"commentable_id -> public.deal.id where commentable_type = 'Deal'\","
                + " \"commentable_id -> public.comment.id where commentable_type = 'Comment'\"],"
                + " shared-where: \"commentable_type = 'Release'\"")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }
}
