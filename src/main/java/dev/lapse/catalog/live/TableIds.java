package dev.lapse.catalog.live;

import dev.lapse.catalog.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The tables of a schema by their oid in {@code pg_class}. */
final class TableIds {
  private final Map<Long, TableName> names = new HashMap<>();

  void add(long oid, TableName name) {
    names.put(oid, name);
  }

  Optional<TableName> find(long oid) {
    return Optional.ofNullable(names.get(oid));
  }

  TableName name(long oid) {
    return Objects.requireNonNull(names.get(oid));
  }

  /** All of them, for {@code = any (?)}. */
  Array array(Connection connection) throws SQLException {
    return connection.createArrayOf("oid", names.keySet().toArray());
  }
}
