package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Rows that the found paths leave without an owner, although another one leads to an account: it is
 * added, or taken instead if it has all rows. Only rows that nothing reaches are shared by all.
 */
public final class CompletePaths {
  private static final int MOST_WAYS = 5;

  private final Table table;
  private final Findings findings;
  private final Predicate<TableName> people;
  private final List<Further> further;

  private CompletePaths(Table table, Findings findings, Predicate<TableName> people) {
    this.table = table;
    this.findings = findings;
    this.people = people;
    further = further(table, findings);
  }

  /** A further path, and why it leads there. */
  private record Further(OwnedBy way, String text, boolean actor, boolean mandatory, String why) {}

  /**
   * A better finding for a table whose paths miss rows; otherwise empty.
   *
   * @param people that go with the last account that has them
   */
  public static Optional<Finding> of(
      Table table, Finding finding, Findings findings, Predicate<TableName> people) {
    List<OwnedBy> ways = findings.ways(table.name());
    Sample sample = findings.sample(table);
    if (ways.isEmpty()
        || table.name().equals(findings.store().accounts())
        || sample.isEmpty()
        || ways.stream().anyMatch(way -> isNeverNull(way, table))) {
      return Optional.empty();
    }
    return new CompletePaths(table, findings, people).complete(ways, finding);
  }

  private static boolean isNeverNull(OwnedBy way, Table table) {
    return way instanceof OwnedBy.Key key
        && table.column(key.column()).filter(column -> column.notNull()).isPresent();
  }

  private Optional<Finding> complete(List<OwnedBy> found, Finding finding) {
    boolean keyed = found.stream().anyMatch(OwnedBy.Key.class::isInstance);
    if (further.isEmpty() && !keyed) {
      return Optional.empty(); // however many rows are missing
    }
    Coverage coverage =
        Coverage.of(table, found, further.stream().map(Further::way).toList(), findings)
            .orElse(null);
    if (coverage == null) {
      return Optional.empty();
    }
    Optional<Finding> contradiction =
        finding.by() == null ? contradiction(found, coverage) : Optional.empty();
    if (contradiction.isPresent() || coverage.missing() == 0) {
      return contradiction;
    }
    Optional<Finding> alone = keyed ? Optional.empty() : alone(found, coverage);
    return alone
        .or(() -> together(found, coverage, finding))
        .or(() -> keyed ? UpwardOfNulls.of(table, found, finding, findings) : Optional.empty());
  }

  /**
   * Two references that each row must have, and that lead rows to different accounts. The second
   * may be known only now: what it refers to was found later, because it is farther away.
   */
  private Optional<Finding> contradiction(List<OwnedBy> found, Coverage coverage) {
    if (!found.stream().allMatch(way -> isReference(way) && leadsUpOnly(way, new TreeSet<>()))) {
      return Optional.empty();
    }
    long differing = 0;
    List<OwnedBy> ways = new ArrayList<>(found);
    for (int i = 0; i < further.size(); i++) {
      Further one = further.get(i);
      long differs = coverage.further().get(i).differing();
      if (one.mandatory()
          && !one.actor()
          && differs > 0
          && leadsUpOnly(one.way(), new TreeSet<>())) {
        ways.add(one.way());
        differing = Math.max(differing, differs);
      }
    }
    return differing == 0
        ? Optional.empty()
        : Optional.of(
            Finding.question(
                "which of %s determines the owner of the rows, or do all of them? They lead to different accounts in %d of %s"
                    .formatted(text(ways), differing, coverage.rows())));
  }

  private static boolean isReference(OwnedBy way) {
    return way instanceof OwnedBy.Reference reference && reference.where() == null;
  }

  /** False if it passes rows that several accounts may have, such as people. */
  private boolean leadsUpOnly(OwnedBy way, Set<TableName> passed) {
    return !(way instanceof OwnedBy.Referrer)
        && way.end().filter(passed::add).map(findings::ways).orElse(List.of()).stream()
            .allMatch(next -> leadsUpOnly(next, passed));
  }

  /** A path that finds an owner for every row for which any path finds one. */
  private Optional<Finding> alone(List<OwnedBy> found, Coverage coverage) {
    for (int i = 0; i < further.size(); i++) {
      Coverage.Further one = coverage.further().get(i);
      if (!further.get(i).actor()
          && coverage.reached() > 0
          && one.reached() == coverage.reached()
          && one.lost() == 0
          && one.differing() == 0) {
        return Optional.of(
            Finding.owned(
                further.get(i).way(),
                "%s; by %s alone %d of %s would have no owner"
                    .formatted(further.get(i).why(), text(found), one.reached(), coverage.rows())));
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> together(List<OwnedBy> found, Coverage first, Finding finding) {
    List<OwnedBy> ways = new ArrayList<>(found);
    List<String> added = new ArrayList<>();
    Coverage coverage = first;
    while (coverage != null && coverage.reached() > 0 && ways.size() < MOST_WAYS) {
      int best = best(coverage);
      Further next = further.get(best);
      Coverage.Further figures = coverage.further().get(best);
      if (figures.differing() > 0 && !isOfPeople(next, found)) {
        return Optional.of(Finding.question(differs(found, next, figures, first)));
      }
      if (next.actor()
          && (figures.reached() < coverage.missing()
              || figures.compared() < ReferenceGuess.ENOUGH)) {
        return Optional.of(Finding.question(actor(found, next, figures, first)));
      }
      ways.add(next.way());
      added.add(
          "%s leads %d to an account (%s)".formatted(next.text(), figures.reached(), next.why()));
      coverage =
          Coverage.of(table, ways, further.stream().map(Further::way).toList(), findings)
              .orElse(null);
    }
    String before = finding.reason().replaceFirst("; \\d+ of .* they stay$", "");
    return added.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.owned(
                ways,
                "%s; of %d rows without one %s"
                    .formatted(before, first.missing(), String.join(", ", added))));
  }

  /**
   * True if rows without the account's key are a person's, who may have several accounts: of rows
   * with a key, that alone decides.
   */
  private boolean isOfPeople(Further next, List<OwnedBy> found) {
    return found.stream().anyMatch(OwnedBy.Key.class::isInstance)
        && next.way().end().filter(people).isPresent();
  }

  /** The path that reaches most rows; who did something only if nothing else reaches any. */
  private int best(Coverage coverage) {
    int best = -1;
    for (int i = 0; i < further.size(); i++) {
      long reached = coverage.further().get(i).reached();
      boolean better =
          best < 0
              || coverage.further().get(best).reached() == 0
              || (further.get(best).actor() && !further.get(i).actor())
              || (further.get(best).actor() == further.get(i).actor()
                  && reached > coverage.further().get(best).reached());
      if (reached > 0 && better) {
        best = i;
      }
    }
    return best;
  }

  private static String differs(
      List<OwnedBy> found, Further next, Coverage.Further figures, Coverage first) {
    return "who owns rows %s? %s leads %d of %d of them to an account, but of the others %d to another one than %s"
        .formatted(
            without(found),
            next.text(),
            figures.reached(),
            first.missing(),
            figures.differing(),
            text(found));
  }

  private static String actor(
      List<OwnedBy> found, Further next, Coverage.Further figures, Coverage first) {
    List<String> ways = new ArrayList<>(found.stream().map(OwnedBy::text).toList());
    String shared = ways.size() == 1 ? ways.get(0) : ways.toString();
    ways.add(next.way().text());
    return "who owns rows %s? %s only says who did something, and leads %d of %d of them to an account; if they are shared by all: owned-by: %s; if not: owned-by: %s"
        .formatted(without(found), next.text(), figures.reached(), first.missing(), shared, ways);
  }

  private static String without(List<OwnedBy> found) {
    return (found.stream().allMatch(OwnedBy.Key.class::isInstance)
            ? "in which %s is null"
            : "that %s leads to no account")
        .formatted(text(found));
  }

  private static String text(List<OwnedBy> ways) {
    return ways.stream()
        .flatMap(way -> way.columns().stream())
        .distinct()
        .map(TableName::written)
        .collect(Collectors.joining(", "));
  }

  private static List<Further> further(Table table, Findings findings) {
    List<OwnedBy> known = findings.ways(table.name());
    List<Further> further = new ArrayList<>();
    findings.references().toOthers(table).stream()
        .filter(candidate -> findings.isOwned(candidate.to()))
        .filter(candidate -> !candidate.to().equals(findings.store().accounts()))
        .sorted(
            Comparator.comparing(ReferenceCandidate::mandatory)
                .reversed()
                .thenComparing(FindReference.nearest(findings)))
        .forEach(
            candidate ->
                further.add(
                    new Further(
                        candidate.way(),
                        candidate.text(),
                        candidate.isActor(),
                        candidate.mandatory(),
                        candidate.why())));
    for (Polymorphic found : Polymorphic.of(table, findings)) {
      found
          .ways(findings, table.name())
          .forEach(
              way ->
                  further.add(
                      new Further(way, found.pair().text(), false, false, found.reason(findings))));
    }
    further.removeIf(
        one ->
            known.contains(one.way())
                || one.way().end().filter(table.name()::equals).isPresent()
                || Referrers.dependsOn(
                    one.way().end().orElseThrow(), table, findings, new TreeSet<>()));
    return List.copyOf(further);
  }
}
