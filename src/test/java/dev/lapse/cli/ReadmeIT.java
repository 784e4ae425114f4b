package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.CommandsInShell;
import dev.lapse.testing.Psql;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.UnpackedJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the README's commands as they are, in their order, in one shell. Four of them start
 * processes, as a user's do; the others run in the process of the test, which takes a fraction of
 * the time. The build runs those of Maven.
 */
class ReadmeIT {
  private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)");
  private static final String LAPSE =
      """
      set -euo pipefail
      lapse() {
        case "$*" in
          serve) ;;
          migrate | 'import '* | 'run purge')
            $LAPSE "$@"
            return
            ;;
          *)
            lapse_here "$@"
            return
            ;;
        esac
        : > serve.out
        $LAPSE serve --server.port=0 > serve.out &
        server=$!
        until grep -q 'Lapse serves on' serve.out; do
          kill -0 $server
          read -r -t 0.2 <> <(:) || true
        done
        until grep -q 'New passwords' serve.out; do
          read -r -t 0.2 <> <(:) || true
        done
        ADDRESS=$(sed -n 's/^Lapse serves on //p' serve.out)
        PASSWORD=$(awk '$1 == "operator" { print $2 }' serve.out)
        trap "kill $server; wait $server || true" EXIT
        curl "$ADDRESS/api/v1/accounts/9000002/access" -u "operator:$PASSWORD"
      }
      curl() {
        command curl -sf "$@"
      }
      """
          + CommandsInShell.FUNCTION
          + Psql.FUNCTION;

  @TempDir Path folder;

  @Test
  void commandsWorkAsWritten() throws Exception {
    TestDatabase lapse = TestDatabases.create();
    TestDatabase product = TestDatabases.create();
    product.run(
        """
        create table account (id bigint primary key, name text not null);
        create table contact (id bigint primary key, account_id bigint not null references account);
        insert into account values (9000001, 'one'), (9000002, 'two'), (9000003, 'three'), (9000004, 'four');
        insert into contact select id, 9000001 + id % 3 from generate_series(1, 30) id;
        """);
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", LAPSE + script())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    shell.environment().put("LAPSE", UnpackedJar.command());
    shell.environment().put("TEST_LAPSE", lapse.url());
    shell.environment().put("TEST_PRODUCT", product.url());
    boolean ended;
    Process process;
    try (Psql psql = Psql.of(Map.of("lapse", lapse, "product", product));
        CommandsInShell commands = CommandsInShell.opening(folder)) {
      shell.environment().put("PSQL", psql.address());
      shell.environment().putAll(commands.variables());
      process = shell.start();
      ended = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();
    }
    String output = Files.readString(folder.resolve("output"));

    assertThat(ended).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output)
        .contains("the catalog covers the stores")
        .contains("4 accounts added")
        .contains("dry run: nothing was changed")
        .contains("erasure-outcome")
        .contains("\"dryRun\":true,\"mode\":\"enforce\",\"status\":\"running\"")
        .contains("\"data\":\"erased\"");
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> broken =
        LINK.matcher(readme())
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.startsWith("http") && !Files.exists(Path.of(link)))
            .toList();

    assertThat(broken).isEmpty();
  }

  /** All blocks but those of Maven; the databases are the test's. */
  private static String script() throws IOException {
    Stream<String> blocks =
        BLOCK.matcher(readme()).results().map((MatchResult block) -> block.group(1));
    return blocks
        .filter(block -> !block.contains("mvnw"))
        .map(
            block ->
                block
                    .replaceAll("psql -d postgres .*", "") // the test's database is there
                    .replaceAll("LAPSE_DATABASE_URL=\\S+", "LAPSE_DATABASE_URL=\\$TEST_LAPSE")
                    .replaceAll("PRODUCT_DATABASE_URL=\\S+", "PRODUCT_DATABASE_URL=\\$TEST_PRODUCT")
                    .replaceAll("DATABASE_PASSWORD=…", "DATABASE_PASSWORD=any"))
        .collect(Collectors.joining("\n"));
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md"));
  }
}
