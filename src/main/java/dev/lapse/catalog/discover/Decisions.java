package dev.lapse.catalog.discover;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.DataSet.SharedWhere;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.Decision.Answer;
import dev.lapse.catalog.discover.Doubt.Kind;
import dev.lapse.catalog.discover.convention.FindPeople;
import dev.lapse.catalog.discover.find.Referrers;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns the doubts about a store into decisions, one for all tables that one answer settles. */
final class Decisions {
  private static final int MANY = 3;
  private static final int SEVERAL = 2;

  /** So many are offered one by one. */
  private static final int MOST_PATHS = 3;

  private static final String WITHOUT_A_PATH = "tables without a path";
  private static final String OF_ACCOUNTS_ALONE = "tables that only accounts refer to";
  private static final String STAY = "people belong to the product, not to its customers";

  private final Findings findings;
  private final Map<TableName, Doubt> doubts = new TreeMap<>();
  private final Islands islands;

  /** The name of the decision that settles a table. */
  private final Map<TableName, String> settledBy = new TreeMap<>();

  /** Of conventions, in the catalog or offered: each is unique. */
  private final Set<String> names;

  private final List<Decision> all = new ArrayList<>();

  private Decisions(Findings findings, Set<String> names) {
    this.findings = findings;
    this.names = new TreeSet<>(names);
    islands = new Islands(findings, doubts);
  }

  /**
   * Those on which others depend come first, then those with the most rows.
   *
   * @param found what the finders say; tables without an owner are decided
   * @param answered tables for which the catalog has an answer of its own
   * @param names of the conventions that the catalog has; another one of the same name is not
   *     offered, and its tables are questions of their own
   */
  static List<Decision> of(
      Findings findings,
      Map<TableName, Finding> found,
      Set<TableName> answered,
      Set<String> names) {
    Decisions decisions = new Decisions(findings, names);
    List<Table> asked =
        findings.schema().tables().values().stream()
            .filter(table -> !answered.contains(table.name()))
            .toList();
    for (Table table : asked) {
      Finding finding = found.get(table.name());
      if (finding == null) {
        decisions.doubts.put(table.name(), QuestionWriter.about(table, findings));
      } else if (finding.ownership() instanceof Ownership.Unclassified unclassified) {
        decisions.doubts.put(table.name(), Doubt.of(Kind.OTHER, unclassified.question()));
      }
    }
    Map<TableName, Doubt> waiting = new TreeMap<>();
    asked.forEach(
        table ->
            decisions
                .waiting(table, found.get(table.name()))
                .ifPresent(doubt -> waiting.put(table.name(), doubt)));
    decisions.doubts.putAll(waiting);
    decisions.decide();
    return DecisionOrder.of(decisions.all.stream().map(decisions::withTables).toList(), findings);
  }

  private void decide() {
    people();
    schemas();
    columns();
    prefixes();
    ofAccountsAlone();
    nothing();
    alike();
    for (TableName table : List.copyOf(doubts.keySet())) {
      if (!settledBy.containsKey(table) && leader(table, new TreeSet<>()) == null) {
        settledBy.put(table, table.toString());
      }
    }
    doubts.keySet().forEach(table -> follow(table, new TreeSet<>()));
    doubts.keySet().forEach(table -> settledBy.putIfAbsent(table, table.toString()));
    for (TableName table : doubts.keySet()) {
      if (table.toString().equals(settledBy.get(table))) {
        add(table.toString(), table, doubt(table).question(), answers(table));
      }
    }
  }

  /**
   * What may be said of one table: that all rows stay comes last. Rows of the accounts table go
   * with their accounts, whatever is wrong with its key.
   */
  private List<Answer> answers(TableName table) {
    Store store = findings.store();
    if (table.equals(store.accounts())) {
      List<OwnedBy> key = List.of(new OwnedBy.Key(String.valueOf(store.key())));
      return List.of(answer(table, new Ownership.Owned(key)));
    }
    Doubt doubt = doubt(table);
    List<Answer> answers = new ArrayList<>();
    if (!doubt.types().isEmpty()) {
      types(table, doubt).ifPresent(answers::add);
    } else {
      offered(table).forEach(path -> answers.add(answer(table, new Ownership.Owned(path))));
    }
    answers.add(answer(table, new Ownership.Shared()));
    return answers;
  }

  /** The likely paths; where several contradict each other, each of them, and all together. */
  private List<List<OwnedBy>> offered(TableName table) {
    List<OwnedBy> likely = doubt(table).offer();
    if (!likely.isEmpty()) {
      return List.of(likely);
    }
    List<List<OwnedBy>> paths = KnownPaths.of(findings.table(table), findings);
    List<List<OwnedBy>> offered = new ArrayList<>(paths.stream().limit(MOST_PATHS).toList());
    if (paths.size() > 1) {
      offered.add(paths.stream().flatMap(List::stream).toList());
    }
    return offered;
  }

  /** What the types of a pair are; in the entry itself where a convention about types is there. */
  private Optional<Answer> types(TableName table, Doubt doubt) {
    Convention types =
        new Convention.Types(findings.store().name(), doubt.types(), findings.store().at());
    if (names.add(types.name())) {
      return Optional.of(
          new Answer(List.of(types), List.of(), Map.of(table, List.copyOf(doubt.offer()))));
    }
    List<OwnedBy> owned =
        doubt.offer().stream()
            .filter(way -> way.end().filter(findings::isOwned).isPresent())
            .toList();
    if (owned.isEmpty()) {
      return Optional.empty();
    }
    String column = Objects.requireNonNull(owned.get(0).where()).column();
    List<SharedWhere> shared =
        doubt.types().entrySet().stream()
            .filter(type -> type.getValue().isEmpty())
            .map(type -> new SharedWhere(column, List.of(type.getKey())))
            .toList();
    return Optional.of(Answer.of(set(table, new Ownership.Owned(owned)).sharedWhere(shared)));
  }

  private Answer answer(TableName table, Ownership ownership) {
    return Answer.of(set(table, ownership));
  }

  /**
   * True if the first answer may be taken on its own: no path contradicts it, and not that rows
   * stay which a path leads to an account.
   */
  private boolean isLikely(TableName about, List<Answer> answers) {
    Answer first = answers.get(0);
    boolean stay = first.sets().stream().noneMatch(DataSet::isOwned);
    return !first.conventions().isEmpty()
        || (stay
            ? first.sets().stream()
                .allMatch(set -> KnownPaths.of(findings.table(set.table()), findings).isEmpty())
            : !doubt(about).offer().isEmpty());
  }

  private DataSet set(TableName table, Ownership ownership) {
    return new DataSet(findings.store().name(), table, ownership, findings.store().at());
  }

  /** Tables of people that several accounts may have. */
  private void people() {
    Map<TableName, TableName> members = new TreeMap<>();
    for (TableName table : doubts.keySet()) {
      String name = Convention.People.name(table);
      Memberships.of(findings.table(table), findings).stream()
          .findFirst()
          .filter(of -> names.add(name))
          .ifPresent(
              of -> {
                members.put(table, of);
                settledBy.put(table, name);
              });
    }
    members.forEach(this::people);
  }

  private void people(TableName table, TableName members) {
    List<OwnedBy> ways = FindPeople.ways(findings.table(table), List.of(members), findings);
    add(
        Convention.People.name(table),
        table,
        aboutPeople(table, members),
        List.of(
            new Answer(
                List.of(people(table, List.of(members), null)), List.of(), Map.of(table, ways)),
            Answer.of(people(table, List.of(), STAY))));
  }

  /** The question and what was seen, a line each. */
  private String aboutPeople(TableName table, TableName members) {
    Table people = findings.table(table);
    String trouble = findings.sample(people).trouble();
    return "%s says which people an account has: does a person go with the last account that has it, or do all people stay? What hangs on them follows.\nSeen: %s%s"
        .formatted(
            members,
            QuestionWriter.seenOfReferrers(people, findings),
            trouble == null ? "" : "; not sampled: " + trouble);
  }

  private Convention people(TableName table, List<TableName> members, @Nullable String why) {
    return new Convention.People(
        findings.store().name(), table, members, why, findings.store().at());
  }

  /** Schemas from which nothing leads out: queues, workers, caches. */
  private void schemas() {
    Map<String, List<TableName>> bySchema = new TreeMap<>();
    findings
        .schema()
        .tables()
        .keySet()
        .forEach(
            table ->
                bySchema.computeIfAbsent(table.schema(), none -> new ArrayList<>()).add(table));
    bySchema.forEach((schema, tables) -> island(TableName.written(schema) + ".*", tables));
  }

  private void prefixes() {
    Map<String, List<TableName>> byPrefix = new TreeMap<>();
    for (TableName table : findings.schema().tables().keySet()) {
      int end = table.table().indexOf('_', 1);
      if (end > 0) {
        String pattern =
            TableName.written(table.schema()) + "." + table.table().substring(0, end) + "_*";
        byPrefix.computeIfAbsent(pattern, none -> new ArrayList<>()).add(table);
      }
    }
    byPrefix.forEach(this::island);
  }

  private void island(String pattern, List<TableName> tables) {
    boolean alone =
        tables.size() >= MANY
            && tables.stream()
                .allMatch(table -> doubts.containsKey(table) && !settledBy.containsKey(table))
            && islands.all(tables).size() == tables.size();
    if (alone) {
      Convention.Tables convention =
          new Convention.Tables(
              findings.store().name(),
              pattern,
              new Ownership.Shared(),
              "nothing leads from them to an account",
              findings.store().at());
      addDecision(
          convention.name(),
          tables,
          "nothing leads from the tables %s to an account; are their rows shared by all accounts, or who owns them?"
              .formatted(pattern),
          List.of(Answer.of(convention)));
    }
  }

  /** All other tables from which nothing leads to an account. */
  private void nothing() {
    List<TableName> tables = islands.all(open());
    if (islands.count(tables) < SEVERAL) {
      return;
    }
    addDecision(
        WITHOUT_A_PATH,
        tables,
        "nothing leads from these tables to an account: %s; are the rows of all of them shared by all accounts? Those whose rows are not need an answer of their own"
            .formatted(joined(tables)),
        List.of(shared(tables)));
  }

  /** Tables to which only the accounts themselves refer: plans, regions, groups of servers. */
  private void ofAccountsAlone() {
    TableName accounts = findings.store().accounts();
    List<TableName> tables =
        open().stream()
            .filter(table -> doubt(table).kind() == Kind.REFERRERS)
            .filter(
                table ->
                    findings.references().to(findings.table(table)).stream()
                        .allMatch(link -> link.from().equals(accounts)))
            .filter(table -> !doubt(table).offer().isEmpty())
            .toList();
    if (tables.size() < SEVERAL) {
      return;
    }
    addDecision(
        OF_ACCOUNTS_ALONE,
        tables,
        "only rows of %s refer to these tables: %s; are the rows of all of them shared by all accounts, or do they go with the accounts that refer to them? Those that differ need an answer of their own"
            .formatted(accounts, joined(tables)),
        List.of(shared(tables), owned(tables, table -> doubt(table).offer())));
  }

  /** Tables with the same question, such as two with transfers between them. */
  private void alike() {
    Map<List<Object>, List<TableName>> byQuestion = new LinkedHashMap<>();
    for (TableName table : open()) {
      Doubt doubt = doubt(table);
      if (doubt.kind() == Kind.OTHER) {
        byQuestion
            .computeIfAbsent(
                List.of(WithoutFigures.of(doubt.question()), offered(table)),
                none -> new ArrayList<>())
            .add(table);
      }
    }
    byQuestion.values().stream().filter(tables -> tables.size() >= SEVERAL).forEach(this::alike);
  }

  private void alike(List<TableName> tables) {
    TableName first = tables.get(0);
    addDecision(
        "tables like " + first,
        tables,
        "of each of these tables: %s: %s".formatted(joined(tables), doubt(first).question()),
        Stream.concat(
                offered(first).stream().map(path -> owned(tables, table -> path)),
                Stream.of(shared(tables)))
            .toList());
  }

  private Answer owned(List<TableName> tables, Function<TableName, List<OwnedBy>> path) {
    return new Answer(
        List.of(),
        tables.stream().map(table -> set(table, new Ownership.Owned(path.apply(table)))).toList());
  }

  private Answer shared(List<TableName> tables) {
    return new Answer(
        List.of(), tables.stream().map(table -> set(table, new Ownership.Shared())).toList());
  }

  private static String joined(List<TableName> tables) {
    return tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
  }

  private List<TableName> open() {
    return doubts.keySet().stream().filter(table -> !settledBy.containsKey(table)).toList();
  }

  /** The doubt about a table some of whose rows only the answer about another one may reach. */
  private Optional<Doubt> waiting(Table table, @Nullable Finding finding) {
    if (finding == null
        || finding.by() != null
        || !(finding.ownership() instanceof Ownership.Owned owned)) {
      return Optional.empty();
    }
    if (refersToDoubtful(table, owned)) {
      return Optional.of(
          Doubt.of(
              Kind.PARENT,
              "rows that no known path reaches refer to a table in doubt; it follows the answer about that"));
    }
    return isReferredToByDoubtful(table, owned)
        ? Optional.of(
            Doubt.of(
                Kind.REFERRERS,
                "a table in doubt refers to rows that no known path reaches; it follows the answer about that"))
        : Optional.empty();
  }

  /** True if a table in doubt may refer to rows to which none of the known ones refers. */
  private boolean isReferredToByDoubtful(Table table, Ownership.Owned owned) {
    return owned.by().stream().allMatch(OwnedBy.Referrer.class::isInstance)
        && findings.references().to(table).stream()
            .anyMatch(link -> doubts.containsKey(link.from()))
        && Referrers.ofSample(table, Referrers.links(table, findings), findings).accounts().size()
            < findings.sample(table).rows();
  }

  private boolean refersToDoubtful(Table table, Ownership.Owned owned) {
    Sample sample = findings.sample(table);
    return findings.references().toOthers(table).stream()
        .filter(link -> doubts.containsKey(link.to()) && !link.isActor())
        .anyMatch(
            link ->
                IntStream.range(0, sample.rows())
                    .anyMatch(
                        row ->
                            sample.isFilled(row, link.columns())
                                && owned.by().stream()
                                    .noneMatch(way -> sample.isFilled(row, way.columns()))));
  }

  /** One column of many tables. */
  private void columns() {
    Map<List<Object>, List<TableName>> byColumn = new LinkedHashMap<>();
    doubts.forEach(
        (table, doubt) -> {
          if (doubt.kind() == Kind.COLUMN && !settledBy.containsKey(table)) {
            OwnedBy way = doubt.offer().get(0);
            byColumn
                .computeIfAbsent(
                    List.of(way.columns(), way.end(), way.getClass()), none -> new ArrayList<>())
                .add(table);
          }
        });
    byColumn.values().stream().filter(tables -> tables.size() > 1).forEach(this::column);
  }

  private void column(List<TableName> tables) {
    OwnedBy way = doubt(tables.get(0)).offer().get(0);
    String column = way.columns().get(0);
    Convention.Target target =
        way instanceof OwnedBy.Reference reference
            ? new Convention.Target(reference.parent(), reference.parentColumns().get(0))
            : null;
    TreeSet<TableName> settled = new TreeSet<>(tables);
    doubts.forEach(
        (table, doubt) -> {
          if (doubt.kind() == Kind.NOTHING
              && !settledBy.containsKey(table)
              && findings.table(table).column(column).isPresent()) {
            settled.add(table);
          }
        });
    boolean nulls =
        settled.stream()
            .map(findings::table)
            .anyMatch(
                table -> findings.sample(table).filled(column) < findings.sample(table).rows());
    String store = findings.store().name();
    List<Answer> answers =
        nulls
            ? List.of(
                Answer.of(column(store, column, target, Convention.Nulls.SHARED)),
                Answer.of(column(store, column, target, Convention.Nulls.ELSEWHERE)))
            : List.of(Answer.of(column(store, column, target, null)));
    String name = answers.get(0).conventions().get(0).name();
    if (!names.add(name)) {
      return;
    }
    settled.forEach(table -> settledBy.put(table, name));
    add(
        name,
        tables.get(0),
        doubt(tables.get(0)).question() + "; the same holds for every table with this column",
        answers);
  }

  private Convention column(
      String store,
      String column,
      Convention.@Nullable Target target,
      Convention.@Nullable Nulls nulls) {
    return new Convention.Column(store, column, target, nulls, findings.store().at());
  }

  /** Counted where all were read, else the planner's estimate. */
  static long rows(Findings findings, Table table) {
    Sample sample = findings.sample(table);
    return sample.whole() ? sample.rows() : Math.max(table.estimatedRows(), sample.rows());
  }

  /** One decision for all of these tables, about the first. */
  private void addDecision(
      String name, List<TableName> tables, String question, List<Answer> answers) {
    tables.forEach(table -> settledBy.put(table, name));
    add(name, tables.get(0), question, answers);
  }

  private void add(String name, TableName about, String question, List<Answer> answers) {
    doubts.keySet().forEach(table -> follow(table, new TreeSet<>()));
    all.add(new Decision(name, about, question, Map.of(), answers, isLikely(about, answers)));
  }

  /** Once nothing more follows: a later decision may settle tables of an earlier one. */
  private Decision withTables(Decision decision) {
    Map<TableName, Long> tables = new TreeMap<>();
    settledBy.forEach(
        (table, by) -> {
          if (by.equals(decision.name())) {
            tables.put(table, rows(findings, findings.table(table)));
          }
        });
    return new Decision(
        decision.name(),
        decision.about(),
        decision.question(),
        tables,
        decision.answers(),
        decision.likely());
  }

  private @Nullable String follow(TableName table, Set<TableName> seen) {
    String by = settledBy.get(table);
    if (by != null || !seen.add(table)) {
      return by;
    }
    TableName leader = leader(table, new TreeSet<>());
    by = leader == null ? null : follow(leader, seen);
    if (by != null) {
      settledBy.put(table, by);
    }
    return by;
  }

  /**
   * The table in doubt whose answer settles this one; null if there is none, or only in a circle.
   */
  private @Nullable TableName leader(TableName table, Set<TableName> seen) {
    Doubt doubt = doubts.get(table);
    if (doubt == null || !seen.add(table)) {
      return null;
    }
    return leaders(table, doubt).stream()
        .filter(doubts::containsKey)
        .filter(leader -> !leader.equals(table))
        .filter(
            leader ->
                settledBy.containsKey(leader)
                    || leader.compareTo(table) < 0
                    || !isInCircle(leader, table, seen))
        .findFirst()
        .orElse(null);
  }

  private boolean isInCircle(TableName leader, TableName start, Set<TableName> seen) {
    Doubt doubt = doubts.get(leader);
    return doubt != null
        && leaders(leader, doubt).stream()
            .anyMatch(
                next -> next.equals(start) || (seen.add(next) && isInCircle(next, start, seen)));
  }

  private List<TableName> leaders(TableName table, Doubt doubt) {
    Table live = findings.table(table);
    if (doubt.kind() == Kind.REFERRERS && doubt.offer().isEmpty()) {
      return findings.references().to(live).stream()
          .map(ReferenceCandidate::from)
          .distinct()
          .sorted()
          .toList();
    }
    if (doubt.kind() == Kind.PAIR) {
      return doubt.types().isEmpty() ? openTargets(live) : List.of();
    }
    return findings.references().toOthers(live).stream()
        .filter(link -> link.mandatory() || doubt.kind() == Kind.PARENT)
        .filter(link -> !link.isActor())
        .map(ReferenceCandidate::to)
        .distinct()
        .sorted()
        .toList();
  }

  /** The tables in doubt that the types of a pair name. */
  private List<TableName> openTargets(Table table) {
    return Polymorphic.of(table, findings).stream()
        .filter(pair -> pair.problem() == null)
        .flatMap(pair -> pair.targets().keySet().stream())
        .filter(target -> !target.equals(table.name()) && findings.isOpen(target))
        .distinct()
        .sorted()
        .toList();
  }

  private Doubt doubt(TableName table) {
    return Objects.requireNonNull(doubts.get(table));
  }
}
