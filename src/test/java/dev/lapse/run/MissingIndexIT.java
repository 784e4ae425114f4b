package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Missing indexes are reported to those who run jobs or write the catalog, and nowhere else. */
@ExtendWith(OutputCaptureExtension.class)
class MissingIndexIT {
  private static final String ADVICE = "public.note has about 20,000 rows and no index on ";

  private final TestProgram program = SharedProgram.withAccounts(3);
  private final Commands commands = Commands.on(program);

  @Test
  void isLoggedOnceByRunsAndByNothingThatLooks(CapturedOutput output) {
    program.imports(Import.closed(1) + Import.active(2, 3));
    program.product.run(
        "insert into note select 1000 + n, 3, null from generate_series(1, 19994) n; analyze note");

    for (String looking : new String[] {"account show 1", "accounts", "forecast"}) {
      Commands.Result looked = commands.run(looking.split(" "));
      assertThat(looked.exitCode()).as(looked.err()).isZero();
    }
    assertThat(output.getAll()).doesNotContain("no index on");

    commands.run("run", "purge", "--dry-run");
    commands.run("run", "purge");

    assertThat(output.getAll()).containsOnlyOnce(ADVICE);
  }
}
