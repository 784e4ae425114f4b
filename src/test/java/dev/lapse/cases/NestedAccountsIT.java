package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Accounts that have accounts. */
class NestedAccountsIT {
  private static Case nested(Keys keys, String declared) {
    return Case.of(
            keys,
            """
            create table account (id KEY primary key, name text, parent_account_id KEY %s);
            create table contact (id KEY primary key, account_id KEY not null references account);
            """
                .formatted(declared))
        .rowsOf(
            """
            insert into account values (k({a}), 'provider', null);
            insert into contact values (k({a}01), k({a}));
            """,
            1,
            5)
        .rowsOf(
            """
            insert into account values (k({a}), 'buyer', k(1));
            insert into contact values (k({a}01), k({a}));
            """,
            2,
            3);
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void parentWhoseChildStaysIsBlocked(Keys keys) {
    nested(keys, "references account")
        .closes(1, 2, 5)
        .purge()
        .erasedOnly(2, 5)
        .refused(1, "account");
  }

  @Test
  void parentGoesTogetherWithItsChildren() {
    nested(Keys.BIGINT, "references account").closes(1, 2, 3).purge().erasedOnly(1, 2, 3);
  }

  @Test
  void childGoesAlone() {
    nested(Keys.UUID, "references account").closes(2).purge().erasedOnly(2);
  }

  @Test
  void cascadeToAChildIsNeverSilent() {
    nested(Keys.BIGINT, "references account on delete cascade")
        .closes(1)
        .purge()
        .refused(1, "account_parent_account_id_fkey");
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void acceptedChildrenAreDetached(Keys keys) {
    Verdict verdict =
        nested(keys, "references account")
            .edits("public.account", "accepts: [account_parent_account_id_fkey]")
            .closes(1, 2)
            .purge();

    assertThat(verdict.erased()).containsExactly(1, 2);
    String buyer = "public.account  (%s,buyer,".formatted(keys.text(3));
    verdict.touchesOnly(buyer + keys.text(1) + ")", buyer + ")");
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void undeclaredParentBlocksToo(Keys keys) {
    Case made = nested(keys, "").closes(1, 5);
    // whether discovery sees it or asks: what it writes about the accounts must not be less
    made.edits("public.account", "refers: \"parent_account_id -> public.account.id\"");

    made.purge().erasedOnly(5).refused(1, "account");
  }

  @Test
  void undeclaredChildrenThatAreAcceptedAreDetached() {
    Verdict verdict =
        nested(Keys.UUID, "")
            .edits(
                "public.account",
                "refers: \"parent_account_id -> public.account.id\","
                    + " accepts: [\"parent_account_id -> public.account.id\"]")
            .closes(1, 2)
            .purge();

    assertThat(verdict.erased()).containsExactly(1, 2);
    String buyer = "public.account  (%s,buyer,".formatted(Keys.UUID.text(3));
    verdict.touchesOnly(buyer + Keys.UUID.text(1) + ")", buyer + ")");
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void organizationGoesWithItsLastTenant(Keys keys) {
    Case.of(
            keys,
            """
            create table organization (id KEY primary key, name text);
            create table tenant (id KEY primary key, organization_id KEY not null references organization);
            create table project (id KEY primary key, tenant_id KEY not null references tenant);
            create table domain (organization_id KEY not null references organization, name text);
            """)
        .accountsIn("public.tenant", "id")
        .jointly(
            "insert into organization values (k(12), 'o'); insert into domain values (k(12), 'a.example')",
            1,
            2)
        .jointly(
            "insert into organization values (k(34), 'p'); insert into domain values (k(34), 'b.example')",
            3,
            4)
        .rowsOf(
            "insert into tenant values (k({a}), k(12)); insert into project values (k({a}01), k({a}))",
            1,
            2)
        .rowsOf(
            "insert into tenant values (k({a}), k(34)); insert into project values (k({a}01), k({a}))",
            3,
            4)
        .answers("public.organization", "owned-by: \"id <- public.tenant.organization_id\"")
        .edits("public.domain", "owned-by: organization_id -> public.organization.id")
        .closes(1, 2, 3)
        .purge()
        .erasedOnly(1, 2, 3);
  }
}
