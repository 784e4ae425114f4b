package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In a random schema the erased accounts go whole and nothing else is touched, whether foreign-key
 * triggers are bypassed or on. {@code -Dlapse.seed=N} repeats one.
 */
class RandomProductsIT {
  static LongStream seeds() {
    Long one = Long.getLong("lapse.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(0, Boolean.getBoolean("lapse.exhaustive") ? 500 : 50);
  }

  static LongStream dirtySeeds() {
    Long one = Long.getLong("lapse.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.range(1000, Boolean.getBoolean("lapse.exhaustive") ? 1500 : 1030);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void cleanAccountsGoWholeInBothWays(long seed) {
    RandomProduct product = RandomProduct.clean(seed);
    Integer[] closed = product.filling.closed.toArray(Integer[]::new);

    Case.random(product).purge(product.catalog()).erasedOnly(closed);
    Case.random(product).asLimitedRole().purge(product.catalog()).erasedOnly(closed);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("dirtySeeds")
  void dirtCostsNobodyARow(long seed) {
    RandomProduct product = RandomProduct.dirty(seed, 10);

    Verdict bypassing = Case.random(product).purge(product.catalog()).touchesNothingElse();
    Verdict limited =
        Case.random(product).asLimitedRole().purge(product.catalog()).touchesNothingElse();

    for (Verdict verdict : java.util.List.of(bypassing, limited)) {
      assertThat(verdict.erased())
          .as(
              "pointed at by rows that stay: %s%n%s",
              product.filling.pointedAtByRowsThatStay, verdict)
          .doesNotContainAnyElementsOf(product.filling.pointedAtByRowsThatStay);
      assertThat(verdict.outcomes().keySet().stream().filter(a -> !verdict.erased().contains(a)))
          .as("not erased, although nothing points at them%n%s", verdict)
          .isSubsetOf(product.filling.pointedAt);
    }
    assertThat(limited.erased()).as("in both ways").isEqualTo(bypassing.erased());
  }
}
