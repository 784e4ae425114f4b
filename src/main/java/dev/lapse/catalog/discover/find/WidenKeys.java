package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows in which the account's key is null are shared, unless they refer to rows of accounts. Then
 * there is a second path, for these rows only.
 */
public final class WidenKeys {
  private WidenKeys() {}

  /** A better finding for a table that is owned by a nullable key; otherwise empty. */
  public static Optional<Finding> of(Table table, Finding finding, Findings findings) {
    Column key = key(table, findings);
    Sample sample = findings.sample(table);
    if (key == null || sample.isEmpty() || sample.filled(key.name()) == sample.rows()) {
      return Optional.empty();
    }
    return findings.references().toOthers(table).stream()
        .filter(
            referenceCandidate ->
                findings.isOwned(referenceCandidate.to()) && !referenceCandidate.isActor())
        .filter(referenceCandidate -> !referenceCandidate.to().equals(findings.store().accounts()))
        .filter(referenceCandidate -> !referenceCandidate.columns().contains(key.name()))
        .flatMap(
            referenceCandidate -> widen(table, key, referenceCandidate, finding, findings).stream())
        .findFirst();
  }

  private static Optional<Finding> widen(
      Table table,
      Column key,
      ReferenceCandidate referenceCandidate,
      Finding finding,
      Findings findings) {
    OwnedBy.Key first = new OwnedBy.Key(key.name());
    OwnerAgreement ownerAgreement =
        OwnerAgreement.of(table, List.of(first, referenceCandidate.way()), findings);
    long without = ownerAgreement.owners().stream().filter(row -> row.get(0) == null).count();
    long reached =
        ownerAgreement.owners().stream()
            .filter(row -> row.get(0) == null && row.get(1) != null)
            .count();
    boolean owns =
        reached > 0
            && (referenceCandidate.mandatory()
                || (reached == without
                    && reached >= ReferenceGuess.ENOUGH
                    && ownerAgreement.compared() >= ReferenceGuess.ENOUGH
                    && ownerAgreement.differing() == 0));
    if (!owns) {
      return Optional.empty();
    }
    if (ownerAgreement.differing() > 0) {
      return Optional.of(
          Finding.question(
              "who owns rows in which %s is null? %s leads %d of %d of them to an account, but of the others %d to another one than %1$s"
                  .formatted(
                      TableName.written(key.name()),
                      referenceCandidate.text(),
                      reached,
                      without,
                      ownerAgreement.differing())));
    }
    String before = finding.reason().replaceFirst("; \\d+ of .* they stay$", "");
    return Optional.of(
        Finding.owned(
            List.of(first, referenceCandidate.way()),
            "%s; of %d sampled rows without one %s leads %d to an account (%s)"
                .formatted(
                    before,
                    without,
                    referenceCandidate.text(),
                    reached,
                    referenceCandidate.why())));
  }

  private static @Nullable Column key(Table table, Findings findings) {
    List<OwnedBy> ways = findings.ways(table.name());
    return ways.size() == 1 && ways.get(0) instanceof OwnedBy.Key only
        ? table.column(only.column()).filter(column -> !column.notNull()).orElse(null)
        : null;
  }
}
