package dev.lapse.account.imports;

import dev.lapse.account.AccountSource;
import dev.lapse.account.Accounts;
import dev.lapse.account.RefusedByRule;
import dev.lapse.policy.Policy;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.WrongFields;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Imports accounts from JSON lines or CSV. Valid lines are imported even if others are rejected. An
 * import never shortens a deadline and never reactivates: a line with older data leaves the account
 * as it is.
 */
@Component
public class ImportAccounts {
  private static final int LINES_PER_TRANSACTION = 500;

  private final JsonMapper json;
  private final Accounts accounts;
  private final AccountImporter accountImporter;
  private final TransactionOperations transaction;
  private final AccountSource accountSource;
  private final Supplier<Policy> policy;

  ImportAccounts(
      JsonMapper json,
      Accounts accounts,
      AccountImporter accountImporter,
      TransactionOperations transaction,
      AccountSource accountSource,
      Supplier<Policy> policy) {
    this.policy = policy;
    this.accountSource = accountSource;
    this.json = json;
    this.accounts = accounts;
    this.accountImporter = accountImporter;
    this.transaction = transaction;
  }

  /**
   * Imports JSON lines and skips empty ones.
   *
   * @param cells the cells that exist; a line with another cell is rejected
   * @throws UnreadableImport if the lines are not UTF-8 text; lines imported before stay imported
   * @throws IOException if the lines cannot be read; lines imported before stay imported
   */
  public ImportResult read(ImportText lines, List<String> cells, String actor, Instant now)
      throws IOException {
    return take(new JsonLinesImportReader(lines, json), cells, actor, now);
  }

  /**
   * Imports CSV with a header line.
   *
   * @throws WrongFields if the header line is invalid
   * @throws UnreadableImport if the lines are not UTF-8 text; lines imported before stay imported
   * @throws IOException if the lines cannot be read; lines imported before stay imported
   */
  public ImportResult readCsv(ImportText lines, List<String> cells, String actor, Instant now)
      throws IOException {
    return take(new CsvImportReader(lines, json), cells, actor, now);
  }

  /**
   * Imports one account.
   *
   * @return true if Lapse did not know it
   * @throws WrongFields if the account is in another cell
   * @throws Contradiction if it lapsed, and is said to be active
   * @throws RefusedByRule if the policy does not allow its lapse
   */
  public boolean take(ImportLine line, String actor, Instant now) {
    accountSource.refuseIfFromStore(line.id());
    line.refuseUnlessAllowed(policy.get());
    return Objects.requireNonNull(
            transaction.execute(
                status -> {
                  accounts.waitBriefly();
                  return accountImporter
                      .upsert(line, AccountImporter.Source.IMPORT, actor, now)
                      .effect();
                }))
        == AccountImporter.ImportEffect.ADDED;
  }

  private ImportResult take(ImportReader lines, List<String> cells, String actor, Instant now)
      throws IOException {
    Tally tally = new Tally();
    LinesOfAccounts said = new LinesOfAccounts();
    List<Numbered> chunk = new ArrayList<>();
    for (ImportReader.Line line = next(lines, tally); line != null; line = next(lines, tally)) {
      tally.lines++;
      parse(line, cells, now, said, tally).ifPresent(chunk::add);
      if (chunk.size() == LINES_PER_TRANSACTION) {
        take(chunk, actor, now, tally);
        chunk.clear();
      }
    }
    take(chunk, actor, now, tally);
    return new ImportResult(
        tally.lines,
        tally.added,
        tally.changed,
        tally.unchanged,
        List.copyOf(tally.contradicting),
        List.copyOf(tally.rejected),
        List.copyOf(tally.addedAccounts),
        List.copyOf(tally.changedAccounts),
        List.copyOf(tally.unchangedAccounts));
  }

  private static ImportReader.@Nullable Line next(ImportReader lines, Tally tally)
      throws IOException {
    try {
      return lines.next();
    } catch (UnreadableImport unreadable) {
      throw unreadable.after(tally.added + tally.changed + tally.unchanged);
    }
  }

  private Optional<Numbered> parse(
      ImportReader.Line line, List<String> cells, Instant now, LinesOfAccounts said, Tally tally) {
    try {
      JsonNode object = line.object().get();
      if (object == null) {
        return Optional.empty();
      }
      ImportLine parsed = ImportLine.of(object, cells, now);
      accountSource.refuseIfFromStore(parsed.id());
      parsed.refuseUnlessAllowed(policy.get());
      said.add(line.number(), parsed);
      return Optional.of(new Numbered(line.number(), parsed));
    } catch (HasProblem wrong) {
      tally.reject(line.number(), wrong);
      return Optional.empty();
    }
  }

  private void take(List<Numbered> chunk, String actor, Instant now, Tally tally) {
    Tally taken =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  Tally counts = new Tally();
                  // in the order in which all code locks accounts, not in file order
                  accounts.lock(chunk.stream().map(numbered -> numbered.line().id()).toList(), now);
                  for (Numbered numbered : chunk) {
                    try {
                      upsert(numbered.line(), actor, now, counts);
                    } catch (WrongFields | Contradiction wrong) {
                      counts.reject(numbered.number(), wrong);
                    }
                  }
                  return counts;
                }));
    tally.add(taken);
  }

  private void upsert(ImportLine line, String actor, Instant now, Tally counts) {
    AccountImporter.Upserted done =
        accountImporter.upsert(line, AccountImporter.Source.IMPORT, actor, now);
    String id = line.id();
    switch (done.effect()) {
      case ADDED -> {
        counts.added++;
        counts.addedAccounts.add(id);
      }
      case CHANGED -> {
        counts.changed++;
        if (counts.changedAccounts.size() < ImportResult.NAMED) {
          counts.changedAccounts.add(
              new ImportResult.ChangedAccount(
                  id, ChangedFields.between(done.before(), accounts.lock(id, now))));
        }
      }
      case UNCHANGED -> {
        counts.unchanged++;
        counts.unchangedAccounts.add(id);
      }
    }
  }

  private record Numbered(long number, ImportLine line) {}

  private static final class Tally {
    private long lines;
    private long added;
    private long changed;
    private long unchanged;
    private final List<String> addedAccounts = new ArrayList<>();
    private final List<ImportResult.ChangedAccount> changedAccounts = new ArrayList<>();
    private final List<String> unchangedAccounts = new ArrayList<>();
    private final List<ImportResult.Rejected> contradicting = new ArrayList<>();
    private final List<ImportResult.Rejected> rejected = new ArrayList<>();

    private void reject(long number, HasProblem wrong) {
      List<ImportResult.Rejected> kind = wrong instanceof Contradiction ? contradicting : rejected;
      kind.add(new ImportResult.Rejected(number, wrong.problem().detail()));
    }

    private void add(Tally other) {
      added += other.added;
      changed += other.changed;
      unchanged += other.unchanged;
      contradicting.addAll(other.contradicting);
      rejected.addAll(other.rejected);
      name(addedAccounts, other.addedAccounts);
      name(changedAccounts, other.changedAccounts);
      name(unchangedAccounts, other.unchangedAccounts);
    }

    private static <T> void name(List<T> named, List<T> more) {
      more.stream().limit(ImportResult.NAMED - named.size()).forEach(named::add);
    }
  }
}
