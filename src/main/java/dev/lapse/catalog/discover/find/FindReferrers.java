package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows from which nothing leads to an account, but which rows of a single account refer to:
 * addresses, settings, the data of documents.
 */
public final class FindReferrers implements Finder {
  private static final double MOST = 0.9;
  private final boolean evenIfSomeAreOpen;

  /**
   * @param evenIfSomeAreOpen goes by the referrers whose owner is known
   */
  public FindReferrers(boolean evenIfSomeAreOpen) {
    this.evenIfSomeAreOpen = evenIfSomeAreOpen;
  }

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    Sample sample = findings.sample(table);
    List<ReferenceCandidate> links = Referrers.links(table, findings);
    List<FindOptional.Part> parts = FindOptional.parts(table, findings);
    if (links.isEmpty()
        || !(parts.isEmpty() || sample.whole())
        || findings.references().to(table).stream()
            .anyMatch(referenceCandidate -> isInTheWay(referenceCandidate, findings))
        || sample.rows() < enough(links, findings)
        || !FindReference.ways(table, findings).isEmpty()) {
      return Optional.empty();
    }
    Referrers referrers = Referrers.ofSample(table, links, findings);
    boolean sure =
        referrers.trouble() == null
            && referrers.several() == 0
            && !referrers.isHistory()
            && referrers.distinctAccounts() > 1
            && referrers.accounts().size() >= enough(links, findings)
            && referrers.accounts().size() >= sample.rows() * (parts.isEmpty() ? MOST : 1)
            && (parts.isEmpty() || agree(table, parts, links, findings));
    return sure ? Optional.of(found(links, sample, referrers)) : Optional.empty();
  }

  /** True if no row has references to rows of another account than the rows that refer to it. */
  private static boolean agree(
      Table table,
      List<FindOptional.Part> parts,
      List<ReferenceCandidate> links,
      Findings findings) {
    List<OwnedBy> ways = new ArrayList<>();
    parts.stream().filter(part -> !part.self()).forEach(part -> ways.addAll(part.ways()));
    links.forEach(link -> ways.add(link.upward()));
    OwnerAgreement agreement = OwnerAgreement.of(table, ways, findings);
    return agreement.trouble() == null && agreement.differing() == 0;
  }

  /** Uuids do not coincide: a few are enough. */
  private static int enough(List<ReferenceCandidate> links, Findings findings) {
    boolean cannotCoincide =
        links.stream()
            .allMatch(
                link ->
                    link.toColumns().stream()
                        .flatMap(column -> findings.table(link.to()).column(column).stream())
                        .anyMatch(KeyValues::isUuid));
    return cannotCoincide ? ReferenceGuess.ENOUGH_THAT_CANNOT_COINCIDE : ReferenceGuess.ENOUGH;
  }

  private boolean isInTheWay(ReferenceCandidate referenceCandidate, Findings findings) {
    return findings.isShared(referenceCandidate.from())
        || (!evenIfSomeAreOpen
            && findings.isOpen(referenceCandidate.from())
            && !referenceCandidate.mandatory());
  }

  private static Finding found(List<ReferenceCandidate> links, Sample sample, Referrers referrers) {
    List<OwnedBy> ways = links.stream().<OwnedBy>map(ReferenceCandidate::upward).toList();
    return Finding.owned(
        ways,
        "%d of %s are referred to, each by rows of one account"
            .formatted(referrers.accounts().size(), sample.size()));
  }
}
