package dev.lapse.cli.output;

import java.io.Console;

/** Detects an interactive terminal. */
public final class Terminal {
  private Terminal() {}

  /**
   * True if standard input and output are a terminal. From JDK 22 on, {@link System#console()} may
   * be non-null without one; its {@code isTerminal} tells.
   */
  public static boolean isPresent() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderThan22) {
      return true;
    } catch (ReflectiveOperationException unknown) {
      return false;
    }
  }
}
