package dev.lapse.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.ProductCatalog;
import dev.lapse.testing.RoleFiles;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.TestRoles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run of the job {@code purge}, from the request to its report, in a program that has started
 * already.
 *
 * @param bypass whether its role may keep foreign-key triggers from firing
 */
record LapsePeer(int workers, boolean bypass) implements Peer {
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.app_user, owned-by: account_id}
      - {store: product, table: public.contact, owned-by: account_id}
      - {store: product, table: public.tag, owned-by: account_id}
      - {store: product, table: public.contact_tag, owned-by: contact_id -> public.contact.id}
      - {store: product, table: public.deal, owned-by: account_id}
      - {store: product, table: public.note, owned-by: account_id}
      - {store: product, table: public.campaign, owned-by: account_id}
      - {store: product, table: public.message, owned-by: campaign_id -> public.campaign.id}
      - {store: product, table: public.event, owned-by: account_id}
      - {store: product, table: public.report, owned-by: account_id}
      - {store: product, table: public.attachment, owned-by: account_id}
      """;
  private static final String ACCOUNTS =
      """
      select string_agg(
        case state
          when 'closed' then format('{"id":"%s","kind":"direct","state":"closed","lapsedAt":"2026-10-01T00:00:00Z"}', id)
          else format('{"id":"%s","kind":"direct","state":"active"}', id)
        end, e'\\n' order by id)
      from account
      """;
  private static final String STEPS =
      """
      select step_name, sum(extract(epoch from end_time - start_time)) as seconds, min(step_execution_id) as first
      from lapse_batch.batch_step_execution
      where step_name in ('plan', 'act', 'verify', 'report')
      group by step_name
      order by first
      """;

  static List<Peer> all() {
    return Stream.of(true, false)
        .flatMap(bypass -> Stream.of(1, 2, 4).<Peer>map(workers -> new LapsePeer(workers, bypass)))
        .toList();
  }

  @Override
  public String name() {
    return "lapse-" + workers + (bypass ? "" : "-triggers");
  }

  @Override
  public String description() {
    return "Lapse, "
        + workers
        + (workers == 1 ? " worker, " : " workers, ")
        + (bypass ? "triggers bypassed" : "triggers on");
  }

  @Override
  public Purge prepare(BenchmarkServer server, TestDatabase product) throws IOException {
    String role = bypass ? TestRoles.ERASER : TestRoles.LIMITED;
    product.run(RoleFiles.statements("store.sql", Map.of("eraser", role)));
    TestRoles.migrateStore(product);
    TestProgram program =
        TestProgram.at("2026-11-01T00:00:00Z")
            .databases(server.lapse(), product)
            .catalog(ProductCatalog.of(SETS).replace("${PRODUCT_DATABASE_USERNAME}", role))
            .setting("logging.level.root", "warn")
            .setting("logging.level.dev.lapse", "warn")
            .file(
                "purge.yaml",
                "mode: enforce\nlimits: {accounts: 100000, percent-of-accounts: 100}\nparallelism: "
                    + workers
                    + "\n")
            .open();
    program.imports(program.inProduct().sql(ACCOUNTS).query(String.class).single());
    long rows = RowCounts.of(product).closed();
    return new LapsePurge(program, rows);
  }

  private record LapsePurge(TestProgram program, long rows) implements Purge {
    @Override
    public void run() {
      RunSummary run = program.run(JobName.PURGE);
      assertThat(run.status()).as(String.valueOf(run.message())).isEqualTo("completed");
      assertThat(run.rows()).isEqualTo(rows);
    }

    @Override
    public Map<String, Double> steps() {
      Map<String, Double> steps = new LinkedHashMap<>();
      program
          .inLapse()
          .sql(STEPS)
          .query(
              row -> {
                steps.put(row.getString("step_name"), row.getDouble("seconds"));
              });
      return steps;
    }

    @Override
    public void close() {
      program.close();
    }
  }
}
