package dev.lapse.account.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Access ends when the program's and the database's clock say so. */
class AccessByBothClocksIT {
  private static final Instant CUT_OFF = Instant.parse("2026-11-06T00:00:00Z");

  private final TestProgram program = SharedProgram.knowingNothing();

  @Test
  void accessIsFullAsLongAsOneClockSaysSo() {
    program.imports(Import.closed(1));
    program.clock.set(CUT_OFF.plusSeconds(3));
    program.databaseClocks.set(CUT_OFF.minusMillis(1));
    assertThat(access()).isEqualTo("full");

    program.databaseClocks.set(CUT_OFF);
    assertThat(access()).isEqualTo("billing-only");

    program.clock.set(CUT_OFF.minusMillis(1));
    program.databaseClocks.set(CUT_OFF.plusSeconds(3));
    assertThat(access()).isEqualTo("full");
  }

  private String access() {
    return program.get(ReadAccess.class).read(List.of("1")).get("1").access();
  }
}
