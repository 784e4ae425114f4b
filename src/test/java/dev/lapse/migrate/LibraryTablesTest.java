package dev.lapse.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.run.BatchTables;
import dev.lapse.schedule.QuartzTables;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * Fails when an upgrade of a library brings other tables. What to do then is written in
 * docs/adr/0002-library-tables.md.
 */
class LibraryTablesTest {
  @Test
  void springBatchStillHasTheTablesThatWereMigrated() {
    assertThat(digest(new BatchTables())).isEqualTo("4d9109cd1f23f5c1");
  }

  @Test
  void quartzStillHasTheTablesThatWereMigrated() {
    assertThat(digest(new QuartzTables())).isEqualTo("b6d8387f2eb18ac3");
  }

  @Test
  void neitherDropsNorCommits() {
    assertThat(new QuartzTables().statements() + new BatchTables().statements())
        .doesNotContainPattern("(?i)\\bdrop\\b")
        .doesNotContainPattern("(?i)\\bcommit\\s*;");
  }

  private static String digest(LibraryTables tables) {
    try {
      byte[] normal =
          tables.statements().replaceAll("\\s+", " ").strip().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(normal))
          .substring(0, 16);
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
