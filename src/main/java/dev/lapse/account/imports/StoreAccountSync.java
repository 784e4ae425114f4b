package dev.lapse.account.imports;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.policy.AccountState;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.WrongFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;

/**
 * Updates Lapse's accounts from the store that they come from, by the rules of an import, except
 * that a store also knows which accounts came back, and that takes precedence.
 */
@Component
public class StoreAccountSync {
  /** Locked accounts at once; accounts that are new need no lock and are added together. */
  private static final int CHANGES_PER_TRANSACTION = 500;

  private static final Logger log = LoggerFactory.getLogger(StoreAccountSync.class);

  private final Accounts accounts;
  private final ReadStoreLine reader;
  private final AddAccounts addAccounts;
  private final AccountImporter accountImporter;
  private final ReactivateAccount reactivate;
  private final PauseAmendment pauseAmendment;
  private final TransactionOperations transaction;
  private final ApplicationEventPublisher events;

  StoreAccountSync(
      Accounts accounts,
      ReadStoreLine reader,
      AddAccounts addAccounts,
      AccountImporter accountImporter,
      ReactivateAccount reactivate,
      PauseAmendment pauseAmendment,
      TransactionOperations transaction,
      ApplicationEventPublisher events) {
    this.events = events;
    this.accounts = accounts;
    this.reader = reader;
    this.addAccounts = addAccounts;
    this.accountImporter = accountImporter;
    this.reactivate = reactivate;
    this.pauseAmendment = pauseAmendment;
    this.transaction = transaction;
  }

  /**
   * Applies lines, in the caller's transaction if there is one. Locks only accounts that change.
   *
   * @param lines objects as in an import, each with an id; no id twice
   * @param now a lapse more than five minutes later is rejected
   * @return why lines were rejected, by id
   */
  public Map<String, String> sync(
      Collection<? extends JsonNode> lines, String cell, String actor, Instant now) {
    Map<String, String> refused = new TreeMap<>();
    List<ImportLine> read = new ArrayList<>();
    Set<String> notRetained = new HashSet<>();
    for (JsonNode line : lines) {
      ReadStoreLine.Result result = reader.read(line, cell, now);
      result
          .line()
          .ifPresentOrElse(
              parsed -> {
                read.add(parsed);
                if (line.has("retainData") && !parsed.retainData()) {
                  notRetained.add(parsed.id());
                }
              },
              () -> refused.put(line.get("id").stringValue(), result.wrong()));
    }
    forgiveErased(refused, cell, now);
    Map<String, Account> known = accounts.read(read.stream().map(ImportLine::id).toList(), now);
    List<ImportLine> changed =
        new ArrayList<>(addNew(read.stream().filter(line -> !known.containsKey(line.id())), actor));
    read.stream()
        .filter(line -> known.containsKey(line.id()) && !saysTheSame(line, known.get(line.id())))
        .forEach(changed::add);
    changed.sort(Comparator.comparing(ImportLine::id));
    for (int from = 0; from < changed.size(); from += CHANGES_PER_TRANSACTION) {
      List<ImportLine> some =
          changed.subList(from, Math.min(changed.size(), from + CHANGES_PER_TRANSACTION));
      transaction.executeWithoutResult(status -> sync(some, notRetained, actor, now, refused));
    }
    return refused;
  }

  /** Adds accounts, and returns the lines of those that somebody else added meanwhile. */
  private List<ImportLine> addNew(Stream<ImportLine> lines, String actor) {
    List<ImportLine> unknown = lines.sorted(Comparator.comparing(ImportLine::id)).toList();
    if (unknown.isEmpty()) {
      return List.of();
    }
    Set<String> added =
        Objects.requireNonNull(transaction.execute(status -> addAccounts.add(unknown, actor)));
    return unknown.stream().filter(line -> !added.contains(line.id())).toList();
  }

  /**
   * What the catalog keeps or anonymizes of an erased account may be unreadable for ever, and there
   * is nothing left to do for it.
   */
  private void forgiveErased(Map<String, String> refused, String cell, Instant now) {
    if (refused.isEmpty()) {
      return;
    }
    accounts
        .read(refused.keySet(), now)
        .values()
        .forEach(
            account -> {
              if (account.erasedAt() != null && account.cell().equals(cell)) {
                log.debug("account {} is erased, and its row cannot be read", account.id());
                refused.remove(account.id());
              }
            });
  }

  private static boolean saysTheSame(ImportLine received, @Nullable Account known) {
    ImportLine line = received.notEarlierThan(known);
    return known != null
        && line.cell().equals(known.cell())
        && line.kind() == known.kind()
        && line.state() == known.state()
        && line.zone().equals(known.zone())
        && (line.name() == null || line.name().equals(known.name()))
        && (line.lapsedAt() == null
            || (line.lapsedAt().equals(known.lapsedAt())
                && line.retainData() == known.retainData()));
  }

  private void sync(
      List<ImportLine> news,
      Set<String> notRetained,
      String actor,
      Instant now,
      Map<String, String> refused) {
    Map<String, Account> locked = accounts.lock(news.stream().map(ImportLine::id).toList(), now);
    for (ImportLine received : news) {
      Account known = locked.get(received.id());
      ImportLine line = received.notEarlierThan(known);
      try {
        if (known != null && known.cell().equals(line.cell())) {
          comeBack(line, known, actor, now);
          pauseAmendment.apply(line, known, notRetained.contains(line.id()), actor, now);
        }
        accountImporter.upsert(line, AccountImporter.Source.STORE, actor, now);
        requireTaken(line, now);
      } catch (HasProblem wrong) {
        refused.put(line.id(), wrong.problem().detail());
      }
    }
  }

  private void comeBack(ImportLine line, Account known, String actor, Instant now) {
    Instant noReturn = known.pointOfNoReturnAt();
    Instant erasedAt = known.erasedAt();
    Instant lapsedAt = line.lapsedAt();
    if (line.state() == AccountState.ACTIVE && known.state() != AccountState.ACTIVE) {
      if (noReturn != null && erasedAt == null) {
        throw new WrongFields(
            "state",
            "the store says that the account is active, but its erasure began at %s and is now halted; an operator must investigate"
                .formatted(noReturn));
      }
      comesBack(known, actor, now);
    } else if (lapsedAt != null && noReturn != null) {
      if (erasedAt == null && lapsedAt.isAfter(noReturn)) {
        throw new WrongFields(
            "state",
            "the store says that the account lapsed at %s, but the erasure of an earlier lapse began at %s and is now halted; an operator must investigate"
                .formatted(lapsedAt, noReturn));
      }
      if (erasedAt != null && lapsedAt.isAfter(erasedAt)) {
        // it came back empty and lapsed again since the last read: at the earliest at its known
        // lapse
        comesBack(known, actor, erasedAt);
      }
    }
  }

  /** A lapse older than a reactivation is rejected, and must not be dropped silently. */
  private void requireTaken(ImportLine line, Instant now) {
    Instant lapsedAt = line.lapsedAt();
    if (lapsedAt == null) {
      return;
    }
    Account taken = accounts.lock(line.id(), now);
    if (taken.state() == AccountState.ACTIVE) {
      throw new WrongFields(
          "lapsedAt",
          "the store says that the account has been %s since %s, but at %s it said that the account is active: a new lapse needs a new instant"
              .formatted(line.state().text(), lapsedAt, taken.reactivatedAt()));
    }
  }

  private void comesBack(Account known, String actor, Instant at) {
    reactivate.comesBack(known, actor, at);
    events.publishEvent(new ReactivatedInStore(known, at));
  }
}
