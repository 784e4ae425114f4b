package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of nobody and rows of two. */
class SharedRowsIT {
  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void rowsWithoutATenantSurvive(Keys keys) {
    Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table template (id KEY primary key, account_id KEY references account, body text);
            create table template_part (template_id KEY not null references template, position int, body text);
            create table field (id KEY primary key, tenant_id KEY, name text);
            create table locale (code text primary key);
            """)
        .nobodys(
            """
            insert into template values (k(7), null, 'for all'), (k(8), null, 'for all too');
            insert into template_part values (k(7), 1, 'head'), (k(7), 2, 'foot');
            insert into field values (k(7), null, 'email');
            insert into locale values ('fr'), ('de');
            """)
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into template values (k({a}01), k({a}), 'own');
            insert into template_part values (k({a}01), 1, 'own head');
            insert into field values (k({a}01), k({a}), 'size of shoes');
            """,
            1,
            2,
            3)
        .answers("public.template", "owned-by: account_id")
        .answers("public.template_part", "owned-by: template_id -> public.template.id")
        .edits("public.field", "owned-by: tenant_id")
        .answers("public.locale", "shared: true")
        .closes(1, 3)
        .purge()
        .erasedOnly(1, 3);
  }

  private static Case messages(String receiver) {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table message (
              id bigint primary key, sender_account_id bigint not null references account,
              receiver_account_id bigint %s references account, body text
            );
            """
                .formatted(receiver))
        .rowsOf(
            "insert into account values ({a}); insert into message values ({a}, {a}, {a}, 'own')",
            1,
            2,
            3);
  }

  @Test
  void discoveryAsksWhoseARowOfTwoAccountsIs() {
    Case messages = messages("not null");

    assertThat(messages.discovered().questions()).containsKey("public.message");
  }

  @Test
  void senderTakesItsMessagesAlong() {
    messages("not null")
        .rowsOf("insert into message values (12, 1, 2, 'from 1 to 2')", 1)
        .answers("public.message", "owned-by: sender_account_id")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }

  @Test
  void messageThatTheReceiverOfAnotherSenderGotBlocks() {
    messages("not null")
        .rowsOf("insert into message values (21, 2, 1, 'from 2 to 1')", 2)
        .answers("public.message", "owned-by: sender_account_id")
        .closes(1, 3)
        .purge()
        .erasedOnly(3)
        .refused(1, "message_receiver_account_id_fkey");
  }

  @Test
  void acceptedMessageLosesItsReceiver() {
    messages("")
        .rowsOf("insert into message values (21, 2, 1, 'from 2 to 1')", 2)
        .edits(
            "public.message",
            "owned-by: sender_account_id, accepts: [message_receiver_account_id_fkey]")
        .closes(1)
        .purge()
        .erasedWith(
            1,
            "public.message  (21,2,1,\"from 2 to 1\")",
            "public.message  (21,2,,\"from 2 to 1\")");
  }

  @Test
  void bothWaysTakeEveryMessageAlong() {
    messages("not null")
        .rowsOf("insert into message values (12, 1, 2, 'to 2'), (21, 2, 1, 'from 2')", 1)
        .answers("public.message", "owned-by: [sender_account_id, receiver_account_id]")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }
}
