package dev.lapse.cli;

import java.io.Console;

/** Whether somebody sits before it. */
public final class Terminal {
  private Terminal() {}

  /**
   * True if standard input and output are a terminal. From JDK 22 on there may be a console without
   * one, and a method that tells.
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
