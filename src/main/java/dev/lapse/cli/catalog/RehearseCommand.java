package dev.lapse.cli.catalog;

import dev.lapse.account.RunContext;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.Print;
import dev.lapse.cli.output.PrintSummary;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.cli.output.UnusableEnvironment;
import dev.lapse.erase.postgresql.RehearseErasure;
import dev.lapse.erase.postgresql.RehearseErasure.Rehearsal;
import dev.lapse.policy.JobName;
import dev.lapse.settings.UserFiles;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Erases one account in transactions that are rolled back. */
@Command(
    name = "rehearse",
    description = {
      "Erases one account in a transaction that is rolled back, and says what would go, what would be refused and what would still refer to it.",
      "Nothing is committed. Best on a copy: on a database in use the account's rows are locked meanwhile, and what a trigger does outside of the database is not rolled back.",
      "Buckets and services are only looked at."
    },
    mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
  private static final String OTHER_SESSIONS =
      """
      select count(*)
      from pg_stat_activity
      where datname = current_database()
        and backend_type = 'client backend'
        and application_name <> 'lapse'
        and pid <> pg_backend_pid()
      """;

  @Spec CommandSpec spec;

  @Option(
      names = "--account",
      required = true,
      paramLabel = "ID",
      description = "the account's id, as the stores have it; it need not be due")
  String account = "";

  @Mixin ResultFormat printed = new ResultFormat();

  @Override
  public Integer call() {
    UserFiles files = FilesInUse.of(spec).read();
    Catalog catalog = files.catalog();
    FoundBlocks blocks = CollectBlocks.in(files, catalog.cells(), true, FilesInUse.of(spec).now());
    if (blocks.blocks().stream().anyMatch(RehearseCommand::isOfDatabase)) {
      blocks.printBlocks(spec.commandLine().getErr());
      throw new UnusableEnvironment(
          "no account can be erased until this is solved; 'lapse catalog check' repeats it");
    }
    List<Rehearsal> rehearsals = new ArrayList<>();
    Duration lockTimeout = files.jobs().get(JobName.PURGE).throttle().lockTimeout();
    try (Stores stores = new Stores(catalog)) {
      for (String cell : catalog.cells()) {
        warn(catalog, stores, cell, lockTimeout);
        rehearsals.addAll(
            new RehearseErasure(catalog, stores).rehearse(context(cell, lockTimeout), account));
      }
    }
    if (rehearsals.isEmpty()) {
      throw new UnusableEnvironment(
          "no database of the catalog knows account '%s'; write its id as the stores do"
              .formatted(account));
    }
    print(rehearsals, blocks, catalog);
    return rehearsals.stream().allMatch(Rehearsal::succeeds) && blocks.isEmpty()
        ? ExitCode.DONE
        : ExitCode.FAILED;
  }

  /** What concerns buckets, services and notifications is reported separately. */
  private static boolean isOfDatabase(Block block) {
    return block.group() != BlockGroup.STORES
        && block.group() != BlockGroup.ACCOUNTS
        && block.group().blocksErasure();
  }

  /** It is recorded nowhere, so its number and instant name nothing. */
  private static RunContext context(String cell, Duration lockTimeout) {
    return new RunContext(
        0,
        UUID.randomUUID(),
        JobName.PURGE,
        cell,
        Instant.EPOCH,
        "rehearsal",
        "",
        1,
        0,
        lockTimeout,
        () -> true);
  }

  private void warn(Catalog catalog, Stores stores, String cell, Duration lockTimeout) {
    for (Store store : catalog.stores()) {
      if (!store.cells().containsKey(cell)) {
        continue;
      }
      long others = otherSessions(stores, store.name(), cell);
      if (others > 0) {
        spec.commandLine()
            .getErr()
            .println(
                "lapse: warning: %d other %s store '%s' (cell %s): until this is rolled back, the rows of the account are locked for %s; the rehearsal itself waits at most %d ms for a lock. Prefer a copy."
                    .formatted(
                        others,
                        others == 1 ? "session uses" : "sessions use",
                        store.name(),
                        cell,
                        others == 1 ? "it" : "them",
                        lockTimeout.toMillis()));
      }
    }
  }

  private static long otherSessions(Stores stores, String store, String cell) {
    try (Connection connection = stores.connect(store, cell);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OTHER_SESSIONS)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException failed) {
      throw new StoreUnreachable(store, cell, failed);
    }
  }

  private void print(List<Rehearsal> rehearsals, FoundBlocks others, Catalog catalog) {
    Print print = new Print(spec.commandLine().getOut(), JsonMapper.builder().build());
    if (printed.isJson()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("account", account);
      result.put("rolledBack", true);
      result.put("stores", rehearsals);
      result.put("blocks", others.blocks());
      result.put("slow", others.slow());
      print.json(result);
      return;
    }
    print.line("rehearsal of account %s: rolled back, nothing was changed", account);
    rehearsals.forEach(rehearsal -> print(print, rehearsal, catalog));
    others
        .blocks()
        .forEach(block -> print.line("would block: %s: %s", block.at(), block.message()));
    others.slow().forEach(index -> print.line("slow: %s", index));
  }

  private static void print(Print print, Rehearsal rehearsal, Catalog catalog) {
    print.line(
        "store %s, cell %s: %s",
        rehearsal.store(),
        rehearsal.cell(),
        rehearsal.succeeds() ? "would be erased" : "would not be erased");
    Map<String, DataSet> sets =
        catalog.sets().stream().collect(Collectors.toMap(DataSet::name, set -> set));
    int width =
        Stream.concat(rehearsal.rows().keySet().stream(), rehearsal.kept().keySet().stream())
            .mapToInt(String::length)
            .max()
            .orElse(0);
    String line = "  %s: %-" + Math.max(1, width) + "s  %,12d%s";
    rehearsal
        .rows()
        .forEach(
            (name, rows) ->
                print.line(
                    line,
                    PrintSummary.isAnonymized(catalog, name) ? "would be anonymized" : "would go",
                    name,
                    rows,
                    ""));
    rehearsal
        .kept()
        .forEach(
            (name, rows) -> {
              DataSet set = Objects.requireNonNull(sets.get(name));
              DataSet.Keep keep = Objects.requireNonNull(set.keep());
              print.line(
                  line,
                  "would stay",
                  name,
                  rows,
                  " (%s, %s)".formatted(keep.why(), keep.duration()));
            });
    rehearsal.refused().forEach(why -> print.line("  would refuse: %s", why));
    rehearsal.referring().forEach(why -> print.line("  would still refer: %s", why));
  }
}
