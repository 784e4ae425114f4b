package dev.lapse.account.api;

import dev.lapse.account.ValueParser;
import dev.lapse.account.list.AccountsFilter;
import dev.lapse.account.list.AccountsPage;
import dev.lapse.account.list.ListAccounts;
import dev.lapse.account.list.ListHolds;
import dev.lapse.file.NearestName;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.JobName;
import dev.lapse.problem.Fields;
import dev.lapse.problem.WrongValue;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists accounts and holds, in pages. */
@RestController
class ListController {
  private static final int USUAL = 100;

  private final ListAccounts accounts;
  private final ListHolds holds;

  ListController(ListAccounts accounts, ListHolds holds) {
    this.accounts = accounts;
    this.holds = holds;
  }

  @GetMapping("/api/v1/accounts")
  AccountsPage accounts(@RequestParam Map<String, String> query) {
    Fields fields =
        Fields.ofQuery(query, "state", "due", "held", "failed", "name", "cell", "after", "limit");
    AccountsFilter read =
        new AccountsFilter(
            fields.read(
                "state",
                text ->
                    EnumNames.find(AccountState.class, text)
                        .orElseThrow(
                            () -> wrong("state", text, EnumNames.all(AccountState.class)))),
            fields.read(
                "due",
                text -> JobName.of(text).orElseThrow(() -> wrong("due", text, JobName.texts()))),
            isTrue(fields, "held"),
            isTrue(fields, "failed"),
            fields.text("name"),
            fields.text("cell"),
            fields.text("after"),
            limit(fields, AccountsFilter.MOST));
    fields.check();
    return accounts.page(read);
  }

  @GetMapping("/api/v1/holds")
  ListHolds.Page holds(@RequestParam Map<String, String> query) {
    Fields fields = Fields.ofQuery(query, "after", "limit");
    String after = fields.text("after");
    int limit = limit(fields, ListHolds.MOST);
    fields.check();
    return holds.page(after, limit);
  }

  private static boolean isTrue(Fields fields, String name) {
    Boolean value =
        fields.read(
            name,
            text -> {
              if (!List.of("true", "false").contains(text)) {
                throw new WrongValue(
                    "'%s' is '%s', but must be true or false".formatted(name, text));
              }
              return text.equals("true");
            });
    return value != null && value;
  }

  private static int limit(Fields fields, int most) {
    Long limit = fields.read("limit", text -> ValueParser.whole("limit", text, most));
    return limit == null ? USUAL : limit.intValue();
  }

  private static WrongValue wrong(String name, String text, List<String> known) {
    return new WrongValue("'%s' is '%s'%s".formatted(name, text, NearestName.hint(text, known)));
  }
}
