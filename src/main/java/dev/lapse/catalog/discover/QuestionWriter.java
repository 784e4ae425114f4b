package dev.lapse.catalog.discover;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.TemporalForeignKeys;
import dev.lapse.catalog.discover.Doubt.Kind;
import dev.lapse.catalog.discover.find.FindOptional;
import dev.lapse.catalog.discover.find.FindReference;
import dev.lapse.catalog.discover.find.Referrers;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the questions about tables that no finder is sure of: what was seen, what is asked and, if
 * there is a likely answer, how to write it.
 */
final class QuestionWriter {
  private QuestionWriter() {}

  static Doubt about(Table table, Findings findings) {
    Doubt doubt =
        Stream.<Supplier<Optional<Doubt>>>of(
                () -> aboutAccounts(table, findings),
                () -> aboutPairs(table, findings),
                () -> aboutReferences(table, findings),
                () -> aboutGuesses(table, findings),
                () -> aboutKeysInside(table, findings),
                () -> HiddenKeyFinder.doubt(table, findings),
                () -> aboutPeriods(table, findings),
                () -> aboutUnknownParents(table, findings),
                () -> aboutReferrers(table, findings))
            .map(Supplier::get)
            .flatMap(Optional::stream)
            .findFirst()
            .orElse(
                Doubt.of(
                    Kind.NOTHING,
                    "nothing leads from here to an account; are the rows shared by all accounts, or who owns them?"));
    Sample sample = findings.sample(table);
    return sample.trouble() == null
        ? doubt
        : new Doubt(
            doubt.kind(),
            "not sampled: " + sample.trouble() + "; " + doubt.question(),
            doubt.offer(),
            doubt.types());
  }

  private static Optional<Doubt> aboutAccounts(Table table, Findings findings) {
    List<ForeignKey> accounts =
        findings.foreignKeysOf(table.name()).stream().filter(findings::holdsAccountKey).toList();
    if (accounts.isEmpty()) {
      return Optional.empty();
    }
    String columns = columns(accounts);
    return Optional.of(
        accounts.size() == 1
            ? Doubt.of(
                Kind.COLUMN,
                "%s may be null%s and names an account; does it determine the owner of the rows, or are they shared? If it does: owned-by: %1$s"
                    .formatted(
                        columns,
                        nulls(
                            findings.sample(table),
                            accounts.get(0).fromColumns(),
                            " (in %d of %s)")),
                List.of(new OwnedBy.Key(accounts.get(0).fromColumns().get(0))))
            : Doubt.of(
                Kind.OTHER,
                "which of %s determines the owner of the rows, or do all of them?"
                    .formatted(columns)));
  }

  private static Optional<Doubt> aboutPairs(Table table, Findings findings) {
    return Polymorphic.of(table, findings).stream()
        .filter(found -> found.problem() != null || !found.ways(findings, table.name()).isEmpty())
        .map(
            found -> {
              String ways =
                  found.ways(findings, table.name()).stream()
                      .map(OwnedBy::text)
                      .collect(Collectors.joining(", "));
              String problem =
                  found.problem() != null
                      ? found.problem()
                      : whatIsWithout(table, findings)
                          .orElse("who owns rows of types that lead to no account?");
              return new Doubt(
                  Kind.PAIR,
                  "%s name a table and its row, but: %s%s"
                      .formatted(
                          found.pair().text(),
                          problem,
                          ways.isEmpty() ? "" : "; the rest: owned-by: [" + ways + "]"),
                  found.proposals().isEmpty()
                      ? found.ways(findings, table.name())
                      : found.waysIfSo(findings),
                  found.proposals());
            })
        .findFirst();
  }

  private static Optional<String> whatIsWithout(Table table, Findings findings) {
    Sample sample = findings.sample(table);
    List<FindOptional.Part> parts = FindOptional.parts(table, findings);
    int without = FindOptional.without(sample, parts);
    return without == 0
        ? Optional.empty()
        : Optional.of(
            "who owns rows in which %s are null (%d of %s)?"
                .formatted(FindOptional.text(parts), without, sample.size()));
  }

  private static Optional<Doubt> aboutReferences(Table table, Findings findings) {
    if (FindReference.ways(table, findings).size() > 1) {
      return Optional.of(
          Doubt.of(
              Kind.OTHER,
              "which of %s determines the owner of the rows, or do all of them?"
                  .formatted(FindReference.text(FindReference.ways(table, findings)))));
    }
    List<ReferenceCandidate> owned =
        findings.references().toOthers(table).stream()
            .filter(referenceCandidate -> findings.isOwned(referenceCandidate.to()))
            .toList();
    if (owned.isEmpty()) {
      return Optional.empty();
    }
    List<FindOptional.Part> parts = FindOptional.parts(table, findings);
    Sample sample = findings.sample(table);
    int without = FindOptional.without(sample, parts);
    List<OwnedBy.Reference> ways = owned.stream().map(ReferenceCandidate::way).toList();
    return Optional.of(
        Doubt.of(
            owned.size() == 1 && owned.get(0).columns().size() == 1 ? Kind.COLUMN : Kind.OTHER,
            "who owns rows in which %s is null%s: are they shared by all accounts, or reached by another path? If they are shared: owned-by: %s"
                .formatted(
                    FindReference.text(owned),
                    sample.isEmpty() || parts.isEmpty()
                        ? ""
                        : " (%d of %s)".formatted(without, sample.size()),
                    list(ways.stream().<OwnedBy>map(way -> way).map(OwnedBy::text).toList())),
            ways));
  }

  private static Optional<Doubt> aboutGuesses(Table table, Findings findings) {
    List<ReferenceGuess> open =
        findings.references().guesses(table).stream()
            .filter(referenceGuess -> !findings.isShared(referenceGuess.target().name()))
            .filter(referenceGuess -> !referenceGuess.target().name().equals(table.name()))
            .toList();
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Doubt.of(
                open.size() == 1 ? Kind.COLUMN : Kind.OTHER,
                open.stream()
                        .map(
                            referenceGuess ->
                                "does %s refer to %s? %s"
                                    .formatted(
                                        TableName.written(referenceGuess.column().name()),
                                        referenceGuess.target().name(),
                                        referenceGuess.figures()))
                        .collect(Collectors.joining("; "))
                    + "; if so: owned-by: "
                    + open.get(0).reference(),
                List.of(open.get(0).way())));
  }

  private static Optional<Doubt> aboutKeysInside(Table table, Findings findings) {
    return InsideKeyFinder.question(table, findings)
        .map(
            seen ->
                Doubt.of(
                    Kind.OTHER,
                    seen.question()
                        + "; if so: owned-by: "
                        + list(seen.ways().stream().map(OwnedBy::text).toList()),
                    seen.ways()));
  }

  private static Optional<Doubt> aboutPeriods(Table table, Findings findings) {
    List<ForeignKey> keys = TemporalForeignKeys.of(table.name(), findings.schema());
    return keys.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Doubt.of(
                Kind.OTHER,
                "only %s leads from here, which compares periods: one row may refer to several, so it is not a path; are the rows shared by all accounts, or who owns them?"
                    .formatted(keys.stream().map(ForeignKey::name).collect(joined()))));
  }

  private static Optional<Doubt> aboutUnknownParents(Table table, Findings findings) {
    List<ReferenceCandidate> up =
        findings.references().toOthers(table).stream()
            .filter(referenceCandidate -> !findings.isShared(referenceCandidate.to()))
            .toList();
    return up.isEmpty() || !Referrers.links(table, findings).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Doubt(
                Kind.PARENT,
                "who owns %s? %s leads there"
                    .formatted(
                        up.stream()
                            .map(ReferenceCandidate::to)
                            .distinct()
                            .map(TableName::toString)
                            .collect(joined()),
                        FindReference.text(up)),
                up.stream().<OwnedBy>map(ReferenceCandidate::way).toList()));
  }

  private static Optional<Doubt> aboutReferrers(Table table, Findings findings) {
    List<ReferenceCandidate> all = findings.references().to(table);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    List<ReferenceCandidate> links = Referrers.links(table, findings);
    List<OwnedBy> ways = links.stream().<OwnedBy>map(ReferenceCandidate::upward).toList();
    return Optional.of(
        Doubt.of(
            Kind.REFERRERS,
            "%s; shared by all accounts, or owned by what refers to it?%s"
                .formatted(
                    seenOfReferrers(table, findings),
                    links.isEmpty()
                        ? ""
                        : " If it is owned: owned-by: "
                            + list(ways.stream().map(OwnedBy::text).toList())),
            ways));
  }

  /** What refers to a table, and how many of its rows several accounts have. */
  static String seenOfReferrers(Table table, Findings findings) {
    List<ReferenceCandidate> links = Referrers.links(table, findings);
    return "referred to by %s%s"
        .formatted(
            findings.references().to(table).stream()
                .map(ReferenceCandidate::from)
                .distinct()
                .sorted()
                .map(TableName::toString)
                .collect(joined()),
            links.isEmpty() ? "" : figures(table, links, findings));
  }

  private static String figures(Table table, List<ReferenceCandidate> links, Findings findings) {
    Sample sample = findings.sample(table);
    Referrers referrers = Referrers.ofSample(table, links, findings);
    if (sample.trouble() != null) {
      return ""; // said once, in front
    }
    if (referrers.trouble() != null) {
      return " (not sampled: " + referrers.trouble() + ")";
    }
    return sample.isEmpty()
        ? ""
        : " (of %s %d are referred to, %d of them by rows of several accounts)"
            .formatted(sample.size(), referrers.counts().size(), referrers.several());
  }

  private static String nulls(Sample sample, List<String> columns, String text) {
    return sample.isEmpty()
        ? ""
        : text.formatted(sample.rows() - sample.filled(columns), sample.size());
  }

  private static String list(List<String> ways) {
    return ways.size() == 1 ? ways.get(0) : "[" + String.join(", ", ways) + "]";
  }

  private static String columns(List<ForeignKey> keys) {
    return keys.stream()
        .map(key -> key.fromColumns().stream().map(TableName::written).collect(joined()))
        .distinct()
        .sorted()
        .collect(joined());
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(", ");
  }
}
