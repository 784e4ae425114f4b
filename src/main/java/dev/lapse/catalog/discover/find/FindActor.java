package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Optional;

/**
 * The author of a row, if nothing else determines its owner and no row of another account refers to
 * it.
 */
public final class FindActor implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    List<ReferenceCandidate> ways =
        FindReference.belongsToSeveralAccounts(table, findings)
            ? List.of()
            : FindReference.ways(table, findings);
    Sample sample = findings.sample(table);
    if (ways.isEmpty()
        || !ways.stream().allMatch(ReferenceCandidate::isActor)
        || sample.trouble() != null) {
      return Optional.empty();
    }
    OwnerAgreement ownerAgreement =
        OwnerAgreement.of(table, ways.stream().map(ReferenceCandidate::way).toList(), findings);
    boolean used = !findings.references().to(table).isEmpty();
    if (ownerAgreement.differing() > 0 || used || sample.rows() < ReferenceGuess.ENOUGH) {
      return Optional.of(
          Finding.question(
              "%s only says who did something; does it determine the owner of the rows, or are they shared? If it does: owned-by: %s -> %s"
                  .formatted(
                      FindReference.text(ways),
                      ways.get(0).text(),
                      ways.get(0).to() + "." + ways.get(0).toColumns().get(0))));
    }
    return Optional.of(
        Finding.owned(
            ways.get(0).way(),
            ways.get(0).why() + "; nothing else determines the owner of the rows"));
  }
}
