package dev.lapse.cli;

import dev.lapse.account.list.AccountsFilter;
import dev.lapse.account.list.AccountsPage;
import dev.lapse.account.list.ListAccounts;
import dev.lapse.account.list.ListHolds;
import dev.lapse.account.list.ListedAccount;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.policy.AccountState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists of accounts and of holds. */
final class ListCommands {
  private ListCommands() {}

  /** A list, page by page. */
  abstract static class Paged extends ProgramCommand {
    @Option(
        names = "--after",
        paramLabel = "ID",
        description = "only accounts after this id: the next page")
    @Nullable String after;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "how many, 1 to 500 (default 100)")
    int limit = 100;

    @Mixin ResultFormat printed = new ResultFormat();

    @Override
    void check(Preflight preflight) {
      if (limit < 1 || limit > AccountsFilter.MOST) {
        throw wrong(
            "--limit is %d, but must be from 1 to %d".formatted(limit, AccountsFilter.MOST));
      }
      super.check(preflight);
    }

    final void more(@Nullable String next) {
      if (next != null) {
        print().line("there may be more: add --after '%s'", next);
      }
    }
  }

  @Command(
      name = "accounts",
      description =
          "Lists accounts, by id: numbers by value, then others as text. Filters are joined by 'and'.",
      mixinStandardHelpOptions = true)
  static final class Accounts extends Paged {
    @Option(
        names = "--state",
        paramLabel = "S",
        description = "active, paused, closed or trial-ended")
    @Nullable String state;

    @Option(
        names = "--due",
        paramLabel = "JOB",
        description = "only accounts that this job has to do now, on hold or not")
    @Nullable String due;

    @Option(names = "--held", description = "only accounts on hold")
    boolean held;

    @Option(names = "--failed", description = "only accounts that failed and are still not done")
    boolean failed;

    @Option(
        names = "--name",
        paramLabel = "TEXT",
        description = "only accounts whose name contains this text, in any case")
    @Nullable String name;

    @Option(names = "--cell", paramLabel = "NAME", description = "only accounts of this cell")
    @Nullable String cell;

    @Autowired private ListAccounts list;

    @Override
    void check(Preflight preflight) {
      query();
      super.check(preflight);
    }

    @Override
    int run() {
      AccountsPage page = list.page(query());
      if (printed.isJson()) {
        print().json(page);
        return ExitCode.DONE;
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("ID", "NAME", "STATE", "ACCESS", "DATA", "NEXT", "SINCE OR FROM", "NOTES"));
      page.accounts().forEach(account -> rows.add(row(account)));
      print().table(rows);
      more(page.next());
      return ExitCode.DONE;
    }

    private static List<String> row(ListedAccount account) {
      List<String> notes = new ArrayList<>();
      if (!account.holds().isEmpty()) {
        notes.add("on hold: " + String.join(", ", account.holds()));
      }
      if (account.failedNights() > 0) {
        notes.add(
            account.failedNights() == 1
                ? "failed on 1 night"
                : "failed on %d nights".formatted(account.failedNights()));
      }
      return List.of(
          account.id(),
          account.name() == null ? "" : account.name(),
          account.state(),
          account.access(),
          account.data(),
          account.nextJob() == null ? "" : account.nextJob(),
          account.nextDue() == null ? "" : account.nextDue().toString(),
          String.join("; ", notes));
    }

    private AccountsFilter query() {
      return new AccountsFilter(
          constant("--state", AccountState.class, state),
          due == null ? null : job(due),
          held,
          failed,
          name,
          cell,
          after,
          limit);
    }
  }

  @Command(
      name = "holds",
      description = "Lists the holds in force: whose data must not be erased, and why.",
      mixinStandardHelpOptions = true)
  static final class Holds extends Paged {
    @Autowired private ListHolds list;

    @Override
    int run() {
      ListHolds.Page page = list.page(after, limit);
      if (printed.isJson()) {
        print().json(page);
        return ExitCode.DONE;
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("ACCOUNT", "NAME", "HOLD", "REASON", "PLACED BY", "PLACED AT", "UNTIL"));
      for (ListHolds.InForce hold : page.holds()) {
        rows.add(
            List.of(
                hold.account(),
                hold.accountName() == null ? "" : hold.accountName(),
                hold.name(),
                hold.reason(),
                hold.placedBy(),
                hold.placedAt().toString(),
                hold.until() == null ? "its release" : hold.until().toString()));
      }
      print().table(rows);
      more(page.next());
      return ExitCode.DONE;
    }
  }
}
