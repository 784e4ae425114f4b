package dev.lapse.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TerminalTest {
  private static final String HOSTILE = "Acme\u001b[2J\nlapse: done\u202e\u009b";
  private static final String SHOWN = "Acme\\u001b[2J\\u000alapse: done\\u202e\\u009b";

  private final StringWriter out = new StringWriter();
  private final Print print = new Print(new PrintWriter(out), JsonMapper.builder().build());

  @Test
  void valuesAreShownHarmlesslyInTheirLine() {
    print.line("%s is %s", HOSTILE, 7);

    assertThat(out).hasToString(SHOWN + " is 7" + System.lineSeparator());
  }

  @Test
  void tablesAndFactsShowValuesHarmlessly() {
    print.table(List.of(List.of("NAME", "X"), List.of(HOSTILE, "y")));
    print.facts(Map.of("reason", HOSTILE));

    assertThat(out.toString().lines())
        .containsExactly(
            "NAME" + " ".repeat(SHOWN.length() - 2) + "X", SHOWN + "  y", "reason  " + SHOWN);
  }

  @Test
  void jsonStaysTheSameValue() {
    print.json(Map.of("name", HOSTILE));

    assertThat(out.toString()).doesNotContain("\u001b", "\u202e", "\u009b");
    assertThat(JsonMapper.builder().build().readTree(out.toString()).get("name").stringValue())
        .isEqualTo(HOSTILE);
  }

  @Test
  void otherTextKeepsItsLinesAndLosesItsControlCharacters() {
    PrintWriter harmless = Terminal.harmless(new PrintWriter(out));

    harmless.print("café\u001b]0;x\u0007\n\tz\r");
    harmless.flush();

    assertThat(out).hasToString("café\\u001b]0;x\\u0007\n\tz\\u000d");
  }
}
