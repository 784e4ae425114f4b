package dev.lapse.catalog.discover.saas;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A product's database of 120 tables, made from a seed, and the truth about it: whose each row is.
 */
public final class Saas {
  public static final int ACCOUNTS = 50;

  private final Map<String, SaasTable> tables = new LinkedHashMap<>();

  /** The same seed gives the same rows. */
  public static Saas of(long seed) {
    Saas saas = new Saas();
    SaasTable accounts = new SaasTable(saas.tables, "account b = plan_id name", new Values(seed));
    SaasTables.LINES
        .lines()
        .forEach(
            line -> {
              SaasTable table = new SaasTable(saas.tables, line, accounts.values());
              saas.tables.put(table.name(), table);
              table.fill(ACCOUNTS);
              if (table.name().equals("public.plan")) {
                saas.tables.put(accounts.name(), accounts);
                accounts.fillAccounts(ACCOUNTS);
              }
            });
    return saas;
  }

  /** Creates and fills a database. */
  public TestDatabase load() throws SQLException, IOException {
    TestDatabase database = TestDatabases.create();
    StringBuilder sql = new StringBuilder();
    for (String schema :
        List.of("crm", "support", "billing", "marketing", "files", "audit", "workflow")) {
      sql.append("create schema ").append(schema).append(";\n");
    }
    tables.values().forEach(table -> sql.append(table.create()));
    database.run(sql.toString());
    try (Connection connection = database.dataSource().getConnection()) {
      for (SaasTable table : tables.values()) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + table.sql() + " from stdin", new StringReader(table.copy()));
      }
    }
    sql.setLength(0);
    tables.values().forEach(table -> sql.append(table.indexes()));
    for (int account = 1; account <= ACCOUNTS; account++) {
      sql.append("create sequence billing.invoice_no_%d;\n".formatted(account));
    }
    database.run(sql + REST);
    return database;
  }

  private static final String REST =
      """
      create materialized view crm.deal_total as
        select account_id, sum(amount) as amount from crm.deal group by account_id;
      create function files.log_delete() returns trigger language plpgsql as
        $$begin return old; end$$;
      create trigger log_delete after delete on files.document
        for each row execute function files.log_delete();
      update files.recording set audio_oid = lo_create(0);
      """;

  /** As {@code schema.table}. */
  public Map<String, SaasTable> tables() {
    return tables;
  }

  public int rows() {
    return tables.values().stream().mapToInt(table -> table.owners().size()).sum();
  }

  /** By the row's key as text: the account, or null for a row that all share. */
  public Map<String, @Nullable Integer> truth(String table) {
    return tables.get(table).owners();
  }
}
