package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The shortest path over mandatory references. Two references to one table are a question unless
 * many sampled rows have a single answer: a message has a sender and a receiver, who may belong to
 * different accounts.
 */
public final class FindReference implements Finder {
  private static final int MANY = 50;

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    if (belongsToSeveralAccounts(table, findings)) {
      return Optional.empty();
    }
    List<ReferenceCandidate> ways =
        ways(table, findings).stream()
            .filter(referenceCandidate -> !referenceCandidate.isActor())
            .toList();
    return ways.isEmpty() ? Optional.empty() : choose(table, ways, findings);
  }

  /** Nearest first. */
  public static List<ReferenceCandidate> ways(Table table, Findings findings) {
    return findings.references().toOthers(table).stream()
        .filter(ReferenceCandidate::mandatory)
        .filter(referenceCandidate -> findings.distance(referenceCandidate.to()).isPresent())
        .sorted(nearest(findings))
        .toList();
  }

  /** Among equally near ones, cascading and similarly named references first. */
  static Comparator<ReferenceCandidate> nearest(Findings findings) {
    return Comparator.comparing(
            (ReferenceCandidate referenceCandidate) ->
                findings.distance(referenceCandidate.to()).orElse(Integer.MAX_VALUE))
        .thenComparing(referenceCandidate -> !referenceCandidate.isPartOf())
        .thenComparing(ReferenceCandidate::to)
        .thenComparing(ReferenceCandidate::text);
  }

  private static Optional<Finding> choose(
      Table table, List<ReferenceCandidate> ways, Findings findings) {
    ReferenceCandidate way = ways.get(0);
    boolean twice =
        ways.stream().filter(referenceCandidate -> referenceCandidate.to().equals(way.to())).count()
            > 1;
    if (ways.size() == 1) {
      return Optional.of(Finding.owned(way.way(), way.why()));
    }
    OwnerAgreement ownerAgreement =
        OwnerAgreement.of(table, ways.stream().map(ReferenceCandidate::way).toList(), findings);
    if (ownerAgreement.differing() > 0) {
      return Optional.of(
          Finding.question(
              "which of %s determines the owner of the rows, or do all of them? They lead to different accounts in %d of %s"
                  .formatted(
                      text(ways), ownerAgreement.differing(), findings.sample(table).size())));
    }
    if (twice && ownerAgreement.compared() < MANY) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.owned(
            way.way(),
            way.why()
                + (ownerAgreement.compared() == 0
                    ? ""
                    : "; %s lead to the same account in all %d sampled rows"
                        .formatted(text(ways), ownerAgreement.compared()))));
  }

  public static String text(List<ReferenceCandidate> links) {
    return links.stream()
        .map(ReferenceCandidate::text)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Then it is open which of them owns a row, and a path does not answer that. */
  static boolean belongsToSeveralAccounts(Table table, Findings findings) {
    return findings.foreignKeysOf(table.name()).stream()
        .anyMatch(key -> findings.holdsAccountKey(key) && findings.isMandatory(key));
  }
}
