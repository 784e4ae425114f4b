package dev.lapse.catalog.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.file.YamlMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadFrameworkTest {
  @Test
  void refusesPartThatANameAloneWouldProve() {
    assertThatThrownBy(
            () ->
                read(
                    "- {part: jobs, tables: [{table: jobs, columns: {id: int}, shared: true, why: x}]}"))
        .hasMessageContaining("acme.yaml:4: part 'jobs' would be recognized by 2 marks")
        .hasMessageContaining("at least 3 columns with their types");
  }

  @Test
  void refusesTwoMeaningsAndUnreadablePaths() {
    String columns = "table: jobs, columns: {id: int, queue: text, payload: json}";

    assertThatThrownBy(
            () ->
                read(
                    "- {part: jobs, tables: [{" + columns + ", shared: true, why: x, log: item}]}"))
        .hasMessageContaining("has shared and log; give one");
    assertThatThrownBy(
            () -> read("- {part: jobs, tables: [{" + columns + ", owned-by: \"id -> a.b.c\"}]}"))
        .hasMessageContaining("'id -> a.b.c' is not a path; write user_id -> users.id");
  }

  @Test
  void usersFileReplacesThePackagedOneOfItsName() {
    Frameworks with =
        Frameworks.packaged()
            .with(
                List.of(
                    YamlMap.read(
                        "rails.yaml", "framework: rails\nabout: ours\nparts: []\n", raw -> raw)));

    assertThat(with.find("rails").orElseThrow().about()).isEqualTo("ours");
    assertThat(with.all()).hasSameSizeAs(Frameworks.packaged().all());
  }

  private static Framework read(String part) {
    return ReadFramework.of(
        YamlMap.read(
            "acme.yaml", "framework: acme\nabout: x\nparts:\n  " + part + "\n", raw -> raw));
  }
}
