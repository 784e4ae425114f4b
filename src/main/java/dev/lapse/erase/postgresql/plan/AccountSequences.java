package dev.lapse.erase.postgresql.plan;

import dev.lapse.catalog.AccountSequence;
import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Sequences, one for each account. */
public final class AccountSequences {
  private static final String PRESENT =
      """
      select c.relname
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'S'
        and n.nspname = :schema
        and c.relname = any(:names)
      """;
  private static final String COUNT =
      """
      insert into lapse_store.progress as p (run, account_id, set_name, rows)
      values (cast(:run as uuid), :account, :set, 1)
      on conflict (run, account_id, set_name)
      do update set rows = p.rows + 1, changed_at = now()
      """;

  /**
   * The owners of sequences that the role may not drop: only the owner of a sequence or its schema
   * may.
   */
  private static final String OWNED_BY_OTHERS =
      """
      select distinct pg_get_userbyid(c.relowner)::text
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'S'
        and n.nspname = ?
        and starts_with(c.relname, ?)
        and right(c.relname, length(?)) = ?
        and not pg_has_role(c.relowner, 'usage')
        and not pg_has_role(n.nspowner, 'usage')
      order by 1
      """;

  private final List<AccountSequence> patterns;

  public AccountSequences(List<AccountSequence> patterns) {
    this.patterns = patterns;
  }

  /** What the role lacks to drop those of any account. */
  public List<String> missing(String role, NamedParameterJdbcOperations jdbc) {
    List<String> missing = new ArrayList<>();
    for (AccountSequence pattern : patterns) {
      int account = pattern.pattern().indexOf(AccountSequence.ACCOUNT);
      String after = pattern.pattern().substring(account + AccountSequence.ACCOUNT.length());
      jdbc.getJdbcOperations()
          .queryForList(
              OWNED_BY_OTHERS,
              String.class,
              pattern.schema(),
              pattern.pattern().substring(0, account),
              after,
              after)
          .forEach(
              owner ->
                  missing.add(
                      "the role may not drop sequences %s, which belong to %s: alter their owner to %s, or make %s one of its roles (no other right will do)"
                          .formatted(pattern.text(), owner, role, owner)));
    }
    return missing;
  }

  /** An existing sequence; {@code pattern} names its set. */
  public record Present(String pattern, TableName name) implements Comparable<Present> {
    @Override
    public int compareTo(Present other) {
      return name.compareTo(other.name);
    }
  }

  /** The account of each existing sequence. */
  public Map<Present, String> find(NamedParameterJdbcOperations jdbc, Collection<String> ids) {
    Map<Present, String> present = new TreeMap<>();
    for (AccountSequence pattern : patterns) {
      Map<String, String> accounts = new HashMap<>();
      ids.forEach(id -> accounts.put(pattern.nameFor(id).table(), id));
      jdbc.query(
          PRESENT,
          new MapSqlParameterSource("schema", pattern.schema())
              .addValue("names", accounts.keySet().toArray(String[]::new)),
          row -> {
            String name = row.getString("relname");
            present.put(
                new Present(pattern.text(), new TableName(pattern.schema(), name)),
                accounts.get(name));
          });
    }
    return present;
  }

  /** Drops and counts the sequences of the accounts. */
  public void drop(NamedParameterJdbcOperations jdbc, UUID run, Collection<String> ids) {
    find(jdbc, ids)
        .forEach(
            (sequence, account) -> {
              jdbc.getJdbcOperations().execute("drop sequence " + sequence.name().sql());
              jdbc.update(
                  COUNT,
                  new MapSqlParameterSource("run", run.toString())
                      .addValue("account", account)
                      .addValue("set", sequence.pattern()));
            });
  }
}
