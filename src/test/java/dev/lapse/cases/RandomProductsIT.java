package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cases.Shape.Reference;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In a random schema the erased accounts go whole and nothing else is touched, whether foreign-key
 * triggers are bypassed or on. {@code -Dlapse.seed=N} repeats one.
 */
class RandomProductsIT {
  static LongStream clean() {
    return seeds(0, 50, 500);
  }

  static LongStream dirty() {
    return seeds(1_000, 6, 300);
  }

  static LongStream large() {
    return seeds(2_000, 1, 40);
  }

  private static LongStream seeds(int from, int some, int all) {
    Long one = Long.getLong("lapse.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(from, from + (Variants.EXHAUSTIVE ? all : some));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("clean")
  void cleanAccountsGoWholeInBothWays(long seed) {
    boolean rehearsed = Variants.EXHAUSTIVE || Long.getLong("lapse.seed") != null || seed % 2 == 0;
    erasesAll(RandomProduct.clean(seed), "", rehearsed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("large")
  void largeAccountGoesInSlicesAndWhole(long seed) {
    erasesAll(
        RandomProduct.clean(seed).withALargeAccount(), "throttle: {chunk-millis: 10}\n", true);
  }

  private static void erasesAll(RandomProduct product, String purge, boolean rehearsed) {
    Integer[] closed = product.filling.closed.toArray(Integer[]::new);

    Case made = Case.random(product).purging(purge);
    String catalog = product.catalog();
    (rehearsed ? made.purge(catalog) : made.purgeAtOnce(catalog)).erasedOnly(closed);
    Case.random(product)
        .purging(purge)
        .asLimitedRole()
        .purgeAtOnce(product.catalog())
        .erasedOnly(closed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("dirty")
  void dirtCostsNobodyARow(long seed) {
    RandomProduct product = RandomProduct.dirty(seed, 10);
    Filling filling = product.filling;

    Verdict bypassing = Case.random(product).purge(product.catalog()).touchesNothingElse();
    Verdict limited =
        Case.random(product).asLimitedRole().purgeAtOnce(product.catalog()).touchesNothingElse();

    for (Verdict verdict : List.of(bypassing, limited)) {
      Set<Integer> pointedAtByRowsThatStay = filling.pointedAtBy(dirt -> !filling.goes(dirt.row()));
      pointedAtByRowsThatStay.retainAll(verdict.erased());
      assertThat(pointedAtByRowsThatStay).as("erased%n%s", verdict).isEmpty();
      assertThat(refused(verdict))
          .as("refused%n%s", verdict)
          .isSubsetOf(filling.pointedAtBy(dirt -> true));
    }
    assertThat(limited.erased()).as("in both ways").isEqualTo(bypassing.erased());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("dirty")
  void acceptedReferencesAreTakenOutAndNothingElse(long seed) {
    RandomProduct product = RandomProduct.dirty(seed, 10).accepting(Reference::canBeTakenOut);
    Filling filling = product.filling;
    boolean limited = seed % 2 == 0;
    Case made = Case.random(product);

    Verdict verdict = (limited ? made.asLimitedRole() : made).purge(product.catalog());

    assertThat(refused(verdict))
        .as("refused%n%s", verdict)
        .isSubsetOf(filling.pointedAtBy(dirt -> !dirt.reference().canBeTakenOut()));
    Rows expected = filling.leftAfter(verdict.erased(), Reference::canBeTakenOut);
    assertThat(verdict.left().without(expected).list()).as("left%n%s", verdict).isEmpty();
    assertThat(expected.without(verdict.left()).list()).as("lost%n%s", verdict).isEmpty();
  }

  private static Set<Integer> refused(Verdict verdict) {
    Set<Integer> refused = new HashSet<>(verdict.outcomes().keySet());
    refused.removeAll(verdict.erased());
    return refused;
  }
}
