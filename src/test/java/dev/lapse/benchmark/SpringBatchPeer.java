package dev.lapse.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.Order;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcPagingItemReaderBuilder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.jdbc.core.ColumnMapRowMapper;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A job as a team writes it with Spring Batch: a step for each table, children before parents,
 * which reads the keys of the rows page by page and deletes the rows by key, 1,000 in a
 * transaction. Its job repository is in a database of its own.
 */
record SpringBatchPeer() implements Peer {
  private static final int CHUNK = 1_000;
  private static final String OF_CLOSED =
      "account_id in (select id from account where state = 'closed')";

  /**
   * A table to delete from.
   *
   * @param rows which of its rows belong to a closed account
   */
  private record Table(String name, List<String> key, String rows) {
    Table(String name) {
      this(name, List.of("id"), OF_CLOSED);
    }
  }

  private static final List<Table> TABLES =
      List.of(
          new Table(
              "contact_tag",
              List.of("contact_id", "tag_id"),
              "contact_id in (select id from contact where " + OF_CLOSED + ")"),
          new Table(
              "message",
              List.of("id"),
              "campaign_id in (select id from campaign where " + OF_CLOSED + ")"),
          new Table("event"),
          new Table("note"),
          new Table("attachment"),
          new Table("report"),
          new Table("deal"),
          new Table("tag"),
          new Table("contact"),
          new Table("campaign"),
          new Table("app_user"),
          new Table("account", List.of("id"), "state = 'closed'"));

  @Override
  public String name() {
    return "spring-batch";
  }

  @Override
  public String description() {
    return "Spring Batch, pages of keys, 1,000 rows per transaction";
  }

  @Override
  public Purge prepare(BenchmarkServer server, TestDatabase product) throws Exception {
    HikariDataSource batch = pool(server.empty());
    new ResourceDatabasePopulator(
            new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"))
        .execute(batch);
    HikariDataSource rows = pool(product);
    JobRepository repository = repository(batch);
    TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
    operator.setJobRepository(repository);
    operator.setJobRegistry(new MapJobRegistry());
    operator.setTaskExecutor(new SyncTaskExecutor());
    operator.afterPropertiesSet();
    return new Started(operator, job(repository, rows), List.of(batch, rows));
  }

  private record Started(
      TaskExecutorJobOperator operator, Job job, List<HikariDataSource> dataSources)
      implements Purge {
    @Override
    public void run() throws Exception {
      JobExecution execution = operator.start(job, new JobParameters());
      assertThat(execution.getStatus())
          .as("%s", execution.getAllFailureExceptions())
          .isEqualTo(BatchStatus.COMPLETED);
    }

    @Override
    public void close() {
      dataSources.forEach(HikariDataSource::close);
    }
  }

  private static Job job(JobRepository repository, HikariDataSource rows) throws Exception {
    JobBuilder builder = new JobBuilder("purge", repository);
    SimpleJobBuilder job = builder.start(step(repository, rows, TABLES.get(0)));
    for (Table table : TABLES.subList(1, TABLES.size())) {
      job = job.next(step(repository, rows, table));
    }
    return job.build();
  }

  private static Step step(JobRepository repository, HikariDataSource rows, Table table)
      throws Exception {
    Map<String, Order> byKey = new LinkedHashMap<>();
    table.key().forEach(column -> byKey.put(column, Order.ASCENDING));
    return new StepBuilder(table.name(), repository)
        .<Map<String, Object>, Map<String, Object>>chunk(CHUNK)
        .transactionManager(new JdbcTransactionManager(rows))
        .reader(
            new JdbcPagingItemReaderBuilder<Map<String, Object>>()
                .name(table.name())
                .dataSource(rows)
                .selectClause(String.join(", ", table.key()))
                .fromClause(table.name())
                .whereClause(table.rows())
                .sortKeys(byKey)
                .pageSize(CHUNK)
                .rowMapper(new ColumnMapRowMapper())
                .build())
        .writer(
            new JdbcBatchItemWriterBuilder<Map<String, Object>>()
                .dataSource(rows)
                .sql(
                    table.key().stream()
                        .map(column -> column + " = :" + column)
                        .collect(
                            Collectors.joining(
                                " and ", "delete from " + table.name() + " where ", "")))
                .columnMapped()
                .build())
        .build();
  }

  private static JobRepository repository(HikariDataSource batch) throws Exception {
    JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
    factory.setDataSource(batch);
    factory.setTransactionManager(new JdbcTransactionManager(batch));
    factory.afterPropertiesSet();
    return factory.getObject();
  }

  private static HikariDataSource pool(TestDatabase database) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.url());
    pool.setUsername(database.username());
    pool.setPassword(database.password());
    return pool;
  }
}
