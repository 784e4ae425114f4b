package dev.lapse.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.file.Position;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GroupGrantsTest {
  @Test
  void manyRightsAreOneLineForEachTable() {
    List<Block> blocks =
        Stream.of("a", "b", "c")
            .flatMap(table -> Stream.of(grant("select", table), grant("delete", table)))
            .toList();

    assertThat(GroupGrants.of(blocks))
        .containsExactly(
            "6 rights are missing on 3 tables and schemas; all of them: lapse catalog check --grants | grep '^grant ' | psql -d DATABASE",
            "    run in the store: grant select, delete on public.a to eraser;",
            "    run in the store: grant select, delete on public.b to eraser;",
            "    run in the store: grant select, delete on public.c to eraser;");
    assertThat(GroupGrants.others(blocks)).isEmpty();
  }

  @Test
  void fewRightsArePrintedOneByOne() {
    assertThat(GroupGrants.of(List.of(grant("select", "a")))).isEmpty();
  }

  private static Block grant(String right, String table) {
    return new Block(
        BlockGroup.RIGHTS,
        "product",
        "main",
        null,
        "the role may not",
        "grant %s on public.%s to eraser;".formatted(right, table),
        null,
        new Position("catalog.yaml", 1));
  }
}
