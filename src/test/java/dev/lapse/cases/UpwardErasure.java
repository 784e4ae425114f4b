package dev.lapse.cases;

import dev.lapse.account.Outcome;
import dev.lapse.cases.UpwardProduct.Row;
import dev.lapse.erase.store.ErasurePreview;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import dev.lapse.testing.SharedProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Erases accounts of a random product, and says what is wrong about it. */
final class UpwardErasure {
  private final UpwardProduct random;
  private final Product product;
  private final PreparedStores stores;
  private List<Row> present;
  private final List<String> log = new ArrayList<>();

  UpwardErasure(UpwardProduct random, Product product, PreparedStores stores) {
    this.stores = stores;
    this.random = random;
    this.product = product;
    this.present = random.rows();
  }

  /** All rows and accounts as at the beginning. */
  void again() {
    product.run(random.refill() + "truncate lapse_store.progress, lapse_store.captured");
    SharedProgram.knowingNothing();
    present = random.rows();
    log.clear();
  }

  /**
   * Erases accounts in one batch.
   *
   * @param inSlices in several transactions; one account only
   * @return what is wrong; empty if nothing is
   */
  String erase(Set<Integer> accounts, boolean inSlices) {
    UpwardOracle together = new UpwardOracle(random, present, accounts);
    String[] ids = accounts.stream().map(String::valueOf).sorted().toArray(String[]::new);
    List<String> wrong =
        new ArrayList<>(dryRun(together, stores.stores().get(0).preview(List.of(ids))));
    Rows before = Rows.of(product.jdbc());

    Map<String, Outcome> outcomes = inSlices ? product.eraseInSlices(ids[0]) : product.erase(ids);

    Rows after = Rows.of(product.jdbc());
    wrong.addAll(after.without(before).list());
    Set<Integer> done = new TreeSet<>(accounts);
    done.removeIf(account -> !(outcomes.get("" + account) instanceof Outcome.Done));
    Set<String> gone = new TreeSet<>();
    before.without(after).list().forEach(row -> gone.add(name(row)));
    Set<String> expected = together.refuses() ? expectedOfSome(done, gone) : names(together.gone);
    if (!together.refuses() && !done.equals(accounts)) {
      wrong.add("refused without a reason");
    } else if (!gone.equals(expected)) {
      wrong.add("residue " + without(expected, gone) + ", lost " + without(gone, expected));
    }
    log.add(
        "%s: %s%n  expected %s%s%n  actual %s"
            .formatted(
                accounts, outcomes, together.refuses() ? "refusal, or " : "", expected, gone));
    present = present.stream().filter(row -> !gone.contains(row.name())).toList();
    return String.join("; ", wrong);
  }

  private static List<String> dryRun(UpwardOracle together, ErasurePreview preview) {
    if (preview.refused().isEmpty() == together.refuses()) {
      return List.of("dry run refuses " + preview.refused());
    }
    Map<String, Long> counts = counts(preview);
    return together.refuses() || counts.equals(counts(names(together.gone)))
        ? List.of()
        : List.of("dry run counts " + counts);
  }

  /** Of accounts that are refused together, some may go alone, one after the other. */
  private Set<String> expectedOfSome(Set<Integer> done, Set<String> gone) {
    List<Integer> some = List.copyOf(done);
    return Stream.of(some, some.stream().sorted((one, other) -> other - one).toList())
        .map(this::oneAfterTheOther)
        .filter(Objects::nonNull)
        .sorted((one, other) -> Boolean.compare(other.equals(gone), one.equals(gone)))
        .findFirst()
        .orElse(Set.of());
  }

  private Set<String> oneAfterTheOther(List<Integer> accounts) {
    List<Row> left = present;
    Set<String> all = new TreeSet<>();
    for (int account : accounts) {
      UpwardOracle alone = new UpwardOracle(random, left, Set.of(account));
      if (alone.refuses()) {
        return null;
      }
      all.addAll(names(alone.gone));
      left = left.stream().filter(row -> !alone.gone.contains(row)).toList();
    }
    return all;
  }

  private static Map<String, Long> counts(ErasurePreview preview) {
    Map<String, Long> counts = new TreeMap<>();
    preview.rows().byAccount().values().stream()
        .flatMap(sets -> sets.entrySet().stream())
        .forEach(
            set ->
                counts.merge(
                    set.getKey().replace("product.public.", ""), set.getValue(), Long::sum));
    return counts;
  }

  private static Map<String, Long> counts(Set<String> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(row -> row.split(" ")[0], TreeMap::new, Collectors.counting()));
  }

  private static Set<String> without(Set<String> here, Set<String> there) {
    Set<String> rest = new TreeSet<>(here);
    rest.removeAll(there);
    return rest;
  }

  private static Set<String> names(Set<Row> rows) {
    return rows.stream().map(Row::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /** {@code public.a (12,,3)} is the row {@code a 12}. */
  private static String name(String text) {
    return text.replaceFirst("public\\.(\\w+)  \\((\\d+).*", "$1 $2");
  }

  @Override
  public String toString() {
    return random + String.join("\n", log) + "\n";
  }
}
