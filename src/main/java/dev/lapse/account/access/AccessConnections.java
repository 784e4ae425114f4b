package dev.lapse.account.access;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A few connections to Lapse's database for nothing but the answers about access, so that no other
 * request can keep a gateway from admitting users. They are opened with the first answer.
 */
@Component
class AccessConnections implements DisposableBean {
  private static final int MOST = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final HikariDataSource source = new HikariDataSource();
  private final JdbcClient jdbc;

  AccessConnections(DataSource shared) throws SQLException {
    shared.unwrap(HikariDataSource.class).copyStateTo(source);
    source.setPoolName("lapse-access");
    source.setMaximumPoolSize(MOST);
    source.setMinimumIdle(1);
    source.setConnectionTimeout(PATIENCE.toMillis());
    JdbcTemplate template = new JdbcTemplate(source);
    template.setQueryTimeout((int) PATIENCE.toSeconds());
    jdbc = JdbcClient.create(template);
  }

  /** Gives up after two seconds, so that no statement keeps a connection from the others. */
  JdbcClient jdbc() {
    return jdbc;
  }

  @Override
  public void destroy() {
    source.close();
  }
}
