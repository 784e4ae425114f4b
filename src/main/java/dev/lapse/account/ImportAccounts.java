package dev.lapse.account;

import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Lapse;
import dev.lapse.policy.Policy;
import dev.lapse.policy.Ruling;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes accounts from JSON lines. Good lines are taken whatever the others are like. An import
 * never shortens a deadline and never reactivates: a line that says less than what is known leaves
 * the account as it is.
 */
@Component
public class ImportAccounts {
  private static final int LINES_PER_TRANSACTION = 500;
  private static final String ADD =
      """
      insert into lapse.account (id, name, kind, state, cell, time_zone)
      values (:id, :name, :kind, 'active', :cell, :zone)
      on conflict (id) do nothing
      """;
  private static final String DESCRIBE =
      """
      update lapse.account
      set name = coalesce(:name, name), kind = :kind, time_zone = :zone
      where id = :id
        and point_of_no_return_at is null
        and (name, kind, time_zone) is distinct from (coalesce(:name, name), :kind, :zone)
      """;

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Accounts accounts;
  private final RecordLapse recordLapse;
  private final Policy policy;
  private final TransactionOperations transaction;

  ImportAccounts(
      JdbcClient jdbc,
      JsonMapper json,
      Accounts accounts,
      RecordLapse recordLapse,
      Policy policy,
      TransactionOperations transaction) {
    this.jdbc = jdbc;
    this.json = json;
    this.accounts = accounts;
    this.recordLapse = recordLapse;
    this.policy = policy;
    this.transaction = transaction;
  }

  /**
   * Imports every line; empty lines are passed over.
   *
   * @param cells the cells that exist; a line that names another is refused
   * @throws IOException if the lines cannot be read; what was taken before stays taken
   */
  public ImportResult read(BufferedReader lines, List<String> cells, String actor, Instant now)
      throws IOException {
    Tally tally = new Tally();
    List<Numbered> chunk = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      tally.lines++;
      if (!line.isBlank()) {
        parse(line, cells, now, tally).ifPresent(chunk::add);
      }
      if (chunk.size() == LINES_PER_TRANSACTION) {
        take(chunk, actor, now, tally);
        chunk.clear();
      }
    }
    take(chunk, actor, now, tally);
    return new ImportResult(
        tally.lines, tally.added, tally.changed, tally.unchanged, List.copyOf(tally.rejected));
  }

  private Optional<Numbered> parse(String line, List<String> cells, Instant now, Tally tally) {
    try {
      ImportLine parsed = ImportLine.parse(line, json, cells, now);
      Instant lapsedAt = parsed.lapsedAt();
      if (lapsedAt != null
          && recordLapse.mayLapse(lapse(parsed, lapsedAt)) instanceof Ruling.Refused refused) {
        throw new ImportLine.Wrong(refused.reason());
      }
      return Optional.of(new Numbered(tally.lines, parsed));
    } catch (ImportLine.Wrong wrong) {
      tally.rejected.add(
          new ImportResult.Rejected(tally.lines, String.valueOf(wrong.getMessage())));
      return Optional.empty();
    }
  }

  private void take(List<Numbered> chunk, String actor, Instant now, Tally tally) {
    Tally taken =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  Tally counts = new Tally();
                  // in the order in which everybody locks them, not in that of the file
                  accounts.lock(chunk.stream().map(numbered -> numbered.line().id()).toList(), now);
                  chunk.forEach(line -> takeLine(line, actor, now, counts));
                  return counts;
                }));
    tally.add(taken);
  }

  private void takeLine(Numbered numbered, String actor, Instant now, Tally tally) {
    ImportLine line = numbered.line();
    boolean added = describe(ADD, line) == 1;
    Account known = accounts.lock(line.id(), now);
    if (!known.cell().equals(line.cell())) {
      tally.rejected.add(
          new ImportResult.Rejected(
              numbered.number(),
              "account '%s' is known in cell '%s'; an id stands for one account in all cells"
                  .formatted(line.id(), known.cell())));
      return;
    }
    boolean described = !added && describe(DESCRIBE, line) == 1;
    boolean lapsed = lapse(known, line, actor);
    if (added) {
      tally.added++;
    } else if (described || lapsed) {
      tally.changed++;
    } else {
      tally.unchanged++;
    }
  }

  private int describe(String sql, ImportLine line) {
    return jdbc.sql(sql)
        .param("id", line.id())
        .param("name", line.name())
        .param("kind", line.kind().text())
        .param("cell", line.cell())
        .param("zone", line.zone().getId())
        .update();
  }

  private boolean lapse(Account known, ImportLine line, String actor) {
    Instant lapsedAt = line.lapsedAt();
    if (lapsedAt == null || known.pointOfNoReturnAt() != null) {
      return false;
    }
    Lapse lapse = lapse(line, lapsedAt);
    Deadlines deadlines = policy.deadlines(lapse);
    Deadlines promised = known.deadlines();
    if (known.state() == AccountState.ACTIVE || promised == null) {
      Instant reactivatedAt = known.reactivatedAt();
      if (reactivatedAt != null && !lapsedAt.isAfter(reactivatedAt)) {
        return false; // an old lapse, told again after the account came back
      }
    } else {
      deadlines = deadlines.notBefore(promised);
      if (deadlines.equals(promised)) {
        return false;
      }
    }
    recordLapse.write(known, lapse, deadlines, null, null, actor);
    return true;
  }

  private static Lapse lapse(ImportLine line, Instant lapsedAt) {
    return new Lapse(line.kind(), line.state(), lapsedAt, line.retainData(), line.zone());
  }

  private record Numbered(long number, ImportLine line) {}

  private static final class Tally {
    private long lines;
    private long added;
    private long changed;
    private long unchanged;
    private final List<ImportResult.Rejected> rejected = new ArrayList<>();

    private void add(Tally other) {
      added += other.added;
      changed += other.changed;
      unchanged += other.unchanged;
      rejected.addAll(other.rejected);
    }
  }
}
