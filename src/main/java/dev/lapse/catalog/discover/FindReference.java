package dev.lapse.catalog.discover;

import dev.lapse.catalog.StoreSchema.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The shortest path over mandatory references. Two references to one table are a question unless
 * many sampled rows have a single answer: a message has a sender and a receiver, who may belong to
 * different accounts.
 */
final class FindReference implements Finder {
  private static final int MANY = 50;

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    if (belongsToSeveralAccounts(table, findings)) {
      return Optional.empty();
    }
    List<Link> ways = ways(table, findings).stream().filter(link -> !link.isActor()).toList();
    return ways.isEmpty() ? Optional.empty() : choose(table, ways, findings);
  }

  /** Nearest first. */
  static List<Link> ways(Table table, Findings findings) {
    return findings.references().toOthers(table).stream()
        .filter(Link::mandatory)
        .filter(link -> findings.distance(link.to()).isPresent())
        .sorted(nearest(findings))
        .toList();
  }

  /** Among equally near ones, cascading and similarly named references first. */
  static Comparator<Link> nearest(Findings findings) {
    return Comparator.comparing(
            (Link link) -> findings.distance(link.to()).orElse(Integer.MAX_VALUE))
        .thenComparing(link -> !link.isPartOf())
        .thenComparing(Link::to)
        .thenComparing(Link::text);
  }

  private static Optional<Finding> choose(Table table, List<Link> ways, Findings findings) {
    Link way = ways.get(0);
    boolean twice = ways.stream().filter(link -> link.to().equals(way.to())).count() > 1;
    if (ways.size() == 1) {
      return Optional.of(Finding.owned(way.way(), way.why()));
    }
    Agreement agreement = Agreement.of(table, ways.stream().map(Link::way).toList(), findings);
    if (agreement.differing() > 0) {
      return Optional.of(
          Finding.question(
              "which of %s determines the owner of the rows, or do all of them? They lead to different accounts in %d of %s"
                  .formatted(text(ways), agreement.differing(), findings.sample(table).size())));
    }
    if (twice && agreement.compared() < MANY) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.owned(
            way.way(),
            way.why()
                + (agreement.compared() == 0
                    ? ""
                    : "; %s lead to the same account in all %d sampled rows"
                        .formatted(text(ways), agreement.compared()))));
  }

  static String text(List<Link> links) {
    return links.stream().map(Link::text).distinct().sorted().collect(Collectors.joining(", "));
  }

  /** Then it is open which of them owns a row, and a path does not answer that. */
  static boolean belongsToSeveralAccounts(Table table, Findings findings) {
    return findings.foreignKeysOf(table.name()).stream()
        .anyMatch(key -> findings.holdsAccountKey(key) && findings.isMandatory(key));
  }
}
