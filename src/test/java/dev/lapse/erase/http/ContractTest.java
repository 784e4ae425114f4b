package dev.lapse.erase.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code docs/http-store.yaml} is whole: what it refers to is there. */
class ContractTest {
  @Test
  void namesWhatLapseAsksForAndRefersToNothingThatIsMissing() throws IOException {
    Map<?, ?> contract = new Yaml().load(Files.readString(Path.of("docs/http-store.yaml")));
    assertThat((Map<?, ?>) contract.get("paths"))
        .extracting(Map::keySet)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.COLLECTION)
        .containsExactly("/health", "/accounts/{account}", "/erasures/{key}");
    List<String> references = new ArrayList<>();
    collect(contract, references);
    assertThat(references).hasSizeGreaterThan(10).allMatch(each -> resolves(contract, each));
  }

  private static void collect(Object node, List<String> references) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key.equals("$ref")) {
              references.add(value.toString());
            }
            collect(value, references);
          });
    } else if (node instanceof Collection<?> list) {
      list.forEach(each -> collect(each, references));
    }
  }

  private static boolean resolves(Object contract, String reference) {
    Object node = contract;
    for (String step : reference.substring("#/".length()).split("/")) {
      node = node instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return node != null;
  }
}
