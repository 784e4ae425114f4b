package dev.lapse.account;

import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Lapse;
import dev.lapse.policy.Policy;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.WrongFields;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes accounts from JSON lines or CSV. Good lines are taken whatever the others are like. An import
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
   * Imports JSON lines; empty ones are passed over.
   *
   * @param cells the cells that exist; a line that names another is refused
   * @throws IOException if the lines cannot be read; what was taken before stays taken
   */
  public ImportResult read(BufferedReader lines, List<String> cells, String actor, Instant now)
      throws IOException {
    return take(new JsonLines(lines, json), cells, actor, now);
  }

  /**
   * Imports CSV; the first line names the columns.
   *
   * @throws WrongFields if the first line cannot be used
   * @throws IOException if the lines cannot be read; what was taken before stays taken
   */
  public ImportResult readCsv(Reader lines, List<String> cells, String actor, Instant now)
      throws IOException {
    return take(new CsvLines(lines, json), cells, actor, now);
  }

  /**
   * Takes one account, as an import does.
   *
   * @return true if Lapse did not know it
   * @throws WrongFields if it is known in another cell
   * @throws RefusedByRule if the policy does not allow what it tells
   */
  boolean take(ImportLine line, String actor, Instant now) {
    allow(line);
    return Objects.requireNonNull(transaction.execute(status -> takeLine(line, actor, now)))
        == Taken.ADDED;
  }

  private ImportResult take(ImportLines lines, List<String> cells, String actor, Instant now)
      throws IOException {
    Tally tally = new Tally();
    List<Numbered> chunk = new ArrayList<>();
    for (ImportLines.Line line = lines.next(); line != null; line = lines.next()) {
      tally.lines++;
      parse(line, cells, now, tally).ifPresent(chunk::add);
      if (chunk.size() == LINES_PER_TRANSACTION) {
        take(chunk, actor, now, tally);
        chunk.clear();
      }
    }
    take(chunk, actor, now, tally);
    return new ImportResult(
        tally.lines, tally.added, tally.changed, tally.unchanged, List.copyOf(tally.rejected));
  }

  private Optional<Numbered> parse(
      ImportLines.Line line, List<String> cells, Instant now, Tally tally) {
    try {
      JsonNode object = line.object().get();
      if (object == null) {
        return Optional.empty();
      }
      ImportLine parsed = ImportLine.of(object, cells, now);
      allow(parsed);
      return Optional.of(new Numbered(line.number(), parsed));
    } catch (HasProblem wrong) {
      tally.reject(line.number(), wrong);
      return Optional.empty();
    }
  }

  private void allow(ImportLine line) {
    Lapse lapse = line.lapse();
    if (lapse != null) {
      RefusedByRule.unlessAllowed(recordLapse.mayLapse(lapse), line.zone());
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
                  for (Numbered numbered : chunk) {
                    try {
                      counts.count(takeLine(numbered.line(), actor, now));
                    } catch (WrongFields wrong) {
                      counts.reject(numbered.number(), wrong);
                    }
                  }
                  return counts;
                }));
    tally.add(taken);
  }

  private Taken takeLine(ImportLine line, String actor, Instant now) {
    boolean added = describe(ADD, line) == 1;
    Account known = accounts.lock(line.id(), now);
    if (!known.cell().equals(line.cell())) {
      throw new WrongFields(
          "cell",
          "account '%s' is known in cell '%s'; an id stands for one account in all cells"
              .formatted(line.id(), known.cell()));
    }
    boolean described = !added && describe(DESCRIBE, line) == 1;
    boolean lapsed = lapse(known, line, actor);
    if (added) {
      return Taken.ADDED;
    }
    return described || lapsed ? Taken.CHANGED : Taken.UNCHANGED;
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
    Lapse lapse = line.lapse();
    if (lapse == null || known.pointOfNoReturnAt() != null) {
      return false;
    }
    Instant lapsedAt = lapse.at();
    Deadlines deadlines = policy.deadlines(lapse);
    Deadlines promised = known.deadlines();
    if (known.state() == AccountState.ACTIVE || promised == null) {
      Instant reactivatedAt = known.reactivatedAt();
      if (reactivatedAt != null && !lapsedAt.isAfter(reactivatedAt)) {
        return false; // an old lapse, told again after the account came back
      }
    } else {
      if (isOlderWord(known, lapsedAt)) {
        return false;
      }
      deadlines = deadlines.notBefore(promised);
      if (deadlines.equals(promised)) {
        return false;
      }
    }
    recordLapse.write(known, lapse, deadlines, null, null, actor);
    return true;
  }

  /**
   * True if the customer closed the account, or withdrew the retention choice, after what the line
   * tells.
   */
  private static boolean isOlderWord(Account known, Instant lapsedAt) {
    Instant knownLapse = Objects.requireNonNull(known.lapsedAt());
    return lapsedAt.isBefore(knownLapse)
        || (known.retentionWithdrawnAt() != null && lapsedAt.equals(knownLapse));
  }

  private enum Taken {
    ADDED,
    CHANGED,
    UNCHANGED
  }

  private record Numbered(long number, ImportLine line) {}

  private static final class Tally {
    private long lines;
    private long added;
    private long changed;
    private long unchanged;
    private final List<ImportResult.Rejected> rejected = new ArrayList<>();

    private void count(Taken taken) {
      switch (taken) {
        case ADDED -> added++;
        case CHANGED -> changed++;
        case UNCHANGED -> unchanged++;
      }
    }

    private void reject(long number, HasProblem wrong) {
      rejected.add(new ImportResult.Rejected(number, wrong.problem().detail()));
    }

    private void add(Tally other) {
      added += other.added;
      changed += other.changed;
      unchanged += other.unchanged;
      rejected.addAll(other.rejected);
    }
  }
}
