package dev.lapse.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogPatternTest {
  private static final Pattern PATTERN = Pattern.compile("<pattern>(.*)</pattern>");

  @Test
  void idsInLogLinesAreShownHarmlessly() throws IOException {
    Matcher pattern = PATTERN.matcher(Files.readString(Path.of("src/main/resources/logback.xml")));
    assertThat(pattern.find()).isTrue();
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.setPattern(pattern.group(1));
    layout.start();

    String line =
        layout.doLayout(
            new LoggingEvent(
                "",
                context.getLogger("dev.lapse.run.failures"),
                Level.WARN,
                "account a\u001b[2J\nb\u009b failed",
                null,
                null));

    assertThat(line).endsWith("failures: account a?[2J\n  b? failed" + System.lineSeparator());
  }
}
