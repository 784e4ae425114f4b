package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeletionOrderTest {
  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rowsGoBeforeWhatTheyReferToAndTheAccountLast(long seed) {
    RandomGraph graph = RandomGraph.of(seed);

    List<TableName> order =
        DeletionOrder.of(graph.sets(), graph.ways(), graph.schema(), RandomGraph.ACCOUNT).stream()
            .map(DataSet::table)
            .toList();

    assertThat(order)
        .hasSize(graph.nodes().size() + 1)
        .doesNotHaveDuplicates()
        .last()
        .isEqualTo(RandomGraph.ACCOUNT);
    for (RandomGraph.Node node : graph.nodes()) {
      for (TableName parent : node.parents()) {
        assertThat(order.indexOf(node.table())).isLessThan(order.indexOf(parent));
      }
    }
  }
}
