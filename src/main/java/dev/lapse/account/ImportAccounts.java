package dev.lapse.account;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  private final JsonMapper json;
  private final Accounts accounts;
  private final TakeLine takeLine;
  private final TransactionOperations transaction;

  ImportAccounts(
      JsonMapper json,
      Accounts accounts,
      TakeLine takeLine,
      TransactionOperations transaction) {
    this.json = json;
    this.accounts = accounts;
    this.takeLine = takeLine;
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
      takeLine.refuseUnlessAllowed(parsed);
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
    try {
      switch (takeLine.take(numbered.line(), actor, now)) {
        case ADDED -> tally.added++;
        case CHANGED -> tally.changed++;
        case UNCHANGED -> tally.unchanged++;
      }
    } catch (ImportLine.Wrong wrong) {
      tally.rejected.add(
          new ImportResult.Rejected(numbered.number(), String.valueOf(wrong.getMessage())));
    }
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
