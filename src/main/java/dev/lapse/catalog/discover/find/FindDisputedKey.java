package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A column named like the account's key that may mean another table as well: {@code account_id} of
 * a bank account. Its values are keys of both, so only another path or a person can tell.
 */
public final class FindDisputedKey implements Finder {
  private final boolean asks;

  /**
   * @param asks a person, where no other path tells
   */
  public FindDisputedKey(boolean asks) {
    this.asks = asks;
  }

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    return FindKeyByName.candidate(table, findings)
        .flatMap(column -> judge(table, column, findings));
  }

  private Optional<Finding> judge(Table table, Column column, Findings findings) {
    List<ReferenceGuess> rivals = findings.references().rivals(table, column);
    if (rivals.isEmpty()) {
      return Optional.empty();
    }
    String name = TableName.written(column.name());
    List<OwnedBy> ways = new ArrayList<>(List.of(new OwnedBy.Key(column.name())));
    findings.references().toOthers(table).stream()
        .filter(candidate -> findings.isOwned(candidate.to()) && !candidate.isActor())
        .map(ReferenceCandidate::way)
        .forEach(ways::add);
    OwnerAgreement agreement = OwnerAgreement.of(table, ways, findings);
    if (agreement.compared() >= ReferenceGuess.ENOUGH && agreement.differing() == 0) {
      return Optional.of(
          Finding.owned(
              ways.get(0),
              "named like a key of %s, and its other references lead to the same account in all %d sampled rows"
                  .formatted(findings.store().accounts(), agreement.compared())));
    }
    if (!asks) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.question(
            "is %s the account's key, or does it refer to %s? Every sampled value is a key of each of them; if it is the account's key: owned-by: %1$s; if not: owned-by: %s"
                .formatted(
                    name,
                    rivals.stream()
                        .map(rival -> rival.target().name().toString())
                        .collect(Collectors.joining(" or ")),
                    rivals.get(0).reference())));
  }
}
