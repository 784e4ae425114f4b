package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.Product;
import dev.lapse.testing.TestRoles;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of sets that are found upward, downward and by keys, in circles and otherwise, exactly the rows
 * go that may, and the dry run counts the same. {@code -Dlapse.seed=N} repeats one.
 */
class RandomUpwardIT {
  private static int catalogs;
  private static int blocked;

  static LongStream seeds() {
    Long one = Long.getLong("lapse.seed");
    return one != null ? LongStream.of(one) : LongStream.range(0, Variants.EXHAUSTIVE ? 250 : 20);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void exactlyTheRowsGoThatMay(long seed) {
    UpwardProduct random = GrowUpwardProduct.of(seed);
    String role = seed % 2 == 0 ? TestRoles.ERASER : TestRoles.LIMITED;
    boolean inSlices = seed % 4 >= 2;
    try (Product product = new Product(new Product.Role(role), random.sql(), random.sets())) {
      PreparedStores stores = product.prepared();
      catalogs++;
      if (stores.blocked() != null) {
        blocked++;
        return;
      }
      UpwardErasure erasure = new UpwardErasure(random, product, stores);
      assertThat(erasure.erase(Set.of(1), inSlices)).as("one account%s", erasure).isEmpty();
      if (seed % 3 == 0) {
        assertThat(erasure.erase(Set.of(2), inSlices)).as("the night after%s", erasure).isEmpty();
      }
      erasure.again();
      assertThat(erasure.erase(Set.of(1, 2), false)).as("two accounts%s", erasure).isEmpty();
    }
  }

  @AfterAll
  static void fewCatalogsAreRefused(TestReporter reporter) {
    reporter.publishEntry("catalogs refused", blocked + " of " + catalogs);
    assertThat(blocked).isLessThanOrEqualTo(catalogs / 3);
  }
}
