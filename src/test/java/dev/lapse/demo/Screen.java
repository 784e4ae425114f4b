package dev.lapse.demo;

import dev.lapse.cli.output.Terminal;
import java.io.PrintStream;
import java.util.Locale;

/** Where the demo prints to: a terminal, on which a line can be drawn again, or anything else. */
record Screen(PrintStream out, boolean redraws) {
  static Screen ofProcess() {
    return new Screen(System.out, Terminal.isPresent());
  }

  void line(String text, Object... values) {
    out.println(values.length == 0 ? text : String.format(Locale.ROOT, text, values));
  }

  void title(String text) {
    underlined(text, "=");
  }

  void heading(String text) {
    underlined(text, "-");
  }

  /** Shows the current activity, on a line that the next {@link #done} replaces. */
  void begin(String text) {
    if (redraws) {
      out.print("  " + text + " …");
      out.flush();
    }
  }

  private void underlined(String text, String with) {
    line("");
    line(text);
    line(with.repeat(text.length()));
  }

  /** Removes the current activity, if nothing else has been drawn there since. */
  void clear() {
    if (redraws) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }

  void done(String text, Object... values) {
    clear();
    line("  " + text, values);
  }
}
