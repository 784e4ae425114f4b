package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nullable references: every sampled row has at least one, and no two of them lead to different
 * accounts. An attachment belongs to a contact or to a deal.
 */
public final class FindOptional implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    Sample sample = findings.sample(table);
    List<Part> parts = parts(table, findings);
    if (FindReference.belongsToSeveralAccounts(table, findings)
        || sample.rows() < ReferenceGuess.ENOUGH
        || parts.stream().allMatch(Part::self)
        || without(sample, parts) > 0
        || isUnclear(table, findings)) {
      return Optional.empty();
    }
    List<Part> needed =
        parts.stream()
            .filter(part -> !part.self() && without(sample, List.of(part)) == 0)
            .findFirst()
            .map(List::of)
            .orElse(parts);
    OwnerAgreement ownerAgreement = OwnerAgreement.of(table, ways(parts, true), findings);
    if (ownerAgreement.differing() > 0) {
      return Optional.of(
          Finding.question(
              "which of %s determines the owner of the rows, or do all of them? They lead to different accounts in %d of %s"
                  .formatted(text(parts), ownerAgreement.differing(), sample.size())));
    }
    return Optional.of(
        Finding.owned(
            ways(needed, false),
            needed.get(0).why()
                + (needed.size() == 1
                    ? ", null in none of " + sample.size()
                    : ", and others; each of %s has one of %s"
                        .formatted(sample.size(), text(needed)))));
  }

  /**
   * One reference that some rows have.
   *
   * @param self true if it leads to the own table
   */
  public record Part(List<String> columns, List<? extends OwnedBy> ways, boolean self, String why) {
    String text() {
      return columns.stream().map(TableName::written).collect(Collectors.joining(", "));
    }
  }

  /** Nearest first, those to the own table last. */
  public static List<Part> parts(Table table, Findings findings) {
    List<Part> parts = new ArrayList<>();
    findings.references().toOthers(table).stream()
        .filter(
            referenceCandidate ->
                !referenceCandidate.isActor() && findings.isOwned(referenceCandidate.to()))
        .filter(
            referenceCandidate ->
                !findings.sample(table).lacksAnyValue(referenceCandidate.columns()))
        .sorted(FindReference.nearest(findings))
        .map(
            referenceCandidate ->
                new Part(
                    referenceCandidate.columns(),
                    List.of(referenceCandidate.way()),
                    false,
                    referenceCandidate.why()))
        .forEach(parts::add);
    Polymorphic.of(table, findings).stream()
        .map(
            found ->
                new Part(
                    found.pair().columns(),
                    found.ways(findings, table.name()),
                    false,
                    found.reason(findings)))
        .filter(part -> !part.ways().isEmpty())
        .forEach(parts::add);
    findings.references().from(table).stream()
        .filter(referenceCandidate -> referenceCandidate.to().equals(referenceCandidate.from()))
        .map(
            referenceCandidate ->
                new Part(
                    referenceCandidate.columns(),
                    List.of(referenceCandidate.way()),
                    true,
                    referenceCandidate.why()))
        .forEach(parts::add);
    return parts;
  }

  /** How many sampled rows have none of the references. */
  public static int without(Sample sample, List<Part> parts) {
    return (int)
        IntStream.range(0, sample.rows())
            .filter(row -> parts.stream().noneMatch(part -> sample.isFilled(row, part.columns())))
            .count();
  }

  public static String text(List<Part> parts) {
    return parts.stream().map(Part::text).collect(Collectors.joining(", "));
  }

  /** A pair that is not explained, or a reference to a table whose owner is not known yet. */
  private static boolean isUnclear(Table table, Findings findings) {
    return Polymorphic.of(table, findings).stream()
        .anyMatch(found -> found.problem() != null || found.pointsAtOpen(findings, table.name()));
  }

  private static List<OwnedBy> ways(List<Part> parts, boolean others) {
    List<OwnedBy> ways = new ArrayList<>();
    parts.stream()
        .filter(part -> !(others && part.self()))
        .forEach(part -> ways.addAll(part.ways()));
    return ways;
  }
}
