package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.erase.store.Product;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PostgreSQL itself agrees with the order. */
class RandomGraphIT {
  static LongStream seeds() {
    return LongStream.range(0, Boolean.getBoolean("lapse.exhaustive") ? 200 : 20);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void erasesOneAccountAndLeavesTheOthers(long seed) {
    RandomGraph graph = RandomGraph.of(seed);
    try (Product product = new Product(graph.sql(), graph.catalog())) {
      Map<String, Long> rows = Product.rows(product.erase("2").get("2"));

      assertThat(rows).hasSize(graph.nodes().size() + 1);
      for (RandomGraph.Node node : graph.nodes()) {
        assertThat(rows).containsEntry("product." + node.table(), 2L);
        assertThat(product.count(node.table() + " where id / 10 <> 2")).isEqualTo(4);
        assertThat(product.count(node.table().toString())).isEqualTo(4);
      }
    }
  }
}
