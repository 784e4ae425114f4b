package dev.lapse.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JobsFolderTest {
  @TempDir private Path folder;

  @Test
  void readsThePackagedFileWhereTheUserHasNone() {
    assertThat(jobs(null).read("policy.yaml").get("grace-period").text()).isEqualTo("P5D");
    assertThat(jobs(folder).read("policy.yaml").get("grace-period").text()).isEqualTo("P5D");
    assertThat(jobs(folder).users("policy.yaml")).isEmpty();
    assertThat(jobs(folder).read("policy.yaml").at().file()).isEqualTo("jobs/policy.yaml");
  }

  @Test
  void readsTheUsersFileInstead() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), "grace-period: P9D");

    YamlMap policy = jobs(folder).read("policy.yaml");

    assertThat(policy.get("grace-period").text()).isEqualTo("P9D");
    assertThat(policy.keys()).containsExactly("grace-period");
    assertThat(policy.at()).hasToString(file + ":1");
    assertThat(jobs(folder).packaged("policy.yaml").get("grace-period").text()).isEqualTo("P5D");
  }

  @Test
  void readsTheYamlFilesOfAFolderInside() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("frameworks"));
    Files.writeString(inside.resolve("b.yaml"), "framework: b");
    Files.writeString(inside.resolve("a.yaml"), "framework: a");
    Files.writeString(inside.resolve("README.md"), "ours");

    assertThat(jobs(folder).usersIn("frameworks"))
        .extracting(file -> file.get("framework").text())
        .containsExactly("a", "b");
    assertThat(jobs(folder).usersIn("missing")).isEmpty();
    assertThat(jobs(null).usersIn("frameworks")).isEmpty();
  }

  @Test
  void refusesAFolderThatIsNotThere() throws IOException {
    Path missing = folder.resolve("missing");
    Path file = Files.writeString(folder.resolve("file"), "");

    for (Path wrong : new Path[] {missing, file}) {
      assertThatThrownBy(() -> jobs(wrong))
          .isInstanceOf(WrongFile.class)
          .hasMessage(
              wrong
                  + ": LAPSE_JOBS names this folder, but it does not exist; create it or unset LAPSE_JOBS");
    }
  }

  @Test
  void refusesALinkThatLeadsNowhereInsteadOfFallingBack() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("policy.yaml"), folder.resolve("gone"));

    assertThatThrownBy(() -> jobs(folder).read("policy.yaml"))
        .isInstanceOf(WrongFile.class)
        .hasMessage(link + ": is a link to a file that does not exist");
  }

  @Test
  void namesTheLineOfWhatIsNotUtf8() throws IOException {
    Path file = folder.resolve("policy.yaml");
    Map<Charset, String> encodings =
        Map.of(
            StandardCharsets.UTF_16, ":1: is UTF-16; save it as UTF-8",
            StandardCharsets.UTF_16LE, ":1: is UTF-16; save it as UTF-8",
            StandardCharsets.ISO_8859_1, ":2: is not UTF-8 text; save it as UTF-8");

    for (Map.Entry<Charset, String> encoding : encodings.entrySet()) {
      Files.writeString(file, "grace-period: P9D\n# caf\u00e9\n", encoding.getKey());
      assertThatThrownBy(() -> jobs(folder).read("policy.yaml"))
          .hasMessage(file + encoding.getValue());
    }
  }

  /** The parser would take two minutes for it. */
  @Test
  @Timeout(5)
  void refusesALineOfTenMegabytesAtOnce() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("policy.yaml"), "grace-period: P9D\n# " + "x".repeat(10_000_000));

    assertThatThrownBy(() -> jobs(folder).read("policy.yaml"))
        .isInstanceOf(WrongFile.class)
        .hasMessage(
            file
                + ":2: has 10,000,002 characters in one line, but may have at most 100,000; break the line");
  }

  @Test
  void followsALink() throws IOException {
    Path file = Files.writeString(folder.resolve("..data"), "grace-period: P9D");
    Files.createSymbolicLink(folder.resolve("policy.yaml"), file);

    assertThat(jobs(folder).read("policy.yaml").get("grace-period").text()).isEqualTo("P9D");
  }

  @Test
  void refusesAFolderInsteadOfAFile() throws IOException {
    Path file = Files.createDirectory(folder.resolve("policy.yaml"));

    assertThatThrownBy(() -> jobs(folder).read("policy.yaml"))
        .isInstanceOf(WrongFile.class)
        .hasMessage(file + ": cannot be read: Is a directory");
  }

  @Test
  void refusesAFileWithTheOtherExtensionInsteadOfIgnoringIt() throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yml"), "grace-period: P9D");

    assertThatThrownBy(() -> jobs(folder).read("policy.yaml"))
        .isInstanceOf(WrongFile.class)
        .hasMessage(file + ": would be ignored; rename it to policy.yaml");
  }

  @Test
  void refusesANameThatIsNotPackaged() {
    assertThatThrownBy(() -> jobs(folder).read("holidays.yaml"))
        .isInstanceOf(WrongFile.class)
        .hasMessage("jobs/holidays.yaml: is not part of the program");
  }

  private static JobsFolder jobs(Path folder) {
    return new JobsFolder(folder, UnaryOperator.identity());
  }
}
