package dev.lapse.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class InForceTest {
  private final InForce<String> files = new InForce<>("old");

  @Test
  void workKeepsWhatWasInForceWhenItBegan() {
    InForce.Keeping work = files.keep();
    try (work) {
      files.replace("new");
      files.keep().close();
      assertThat(files.get()).isEqualTo("old");
      assertThat(files.latest()).isEqualTo("new");
    }
    assertThat(files.get()).isEqualTo("new");
  }

  @Test
  void otherThreadGetsTheLatestUnlessItIsHandedTheWork() {
    StringBuilder seen = new StringBuilder();
    InForce.Keeping work = files.keep();
    try (work) {
      files.replace("new");
      CompletableFuture.runAsync(() -> seen.append(files.get()).append(' ')).join();
      CompletableFuture.runAsync(files.handedOn(() -> seen.append(files.get()))).join();
    }
    assertThat(seen).hasToString("new old");
  }
}
