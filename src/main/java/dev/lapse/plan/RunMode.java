package dev.lapse.plan;

import dev.lapse.policy.EnumNames;

/** Whether a job acts. */
public enum RunMode {
  /** Plans and reports; changes nothing. */
  OBSERVE,
  /** Plans and acts. */
  ENFORCE;

  /**
   * A command as it is typed into a shell to act on a run of this mode, whatever mode is set there.
   *
   * @param command without the program's name
   */
  public String inShell(String command) {
    return "LAPSE_MODE=%s lapse %s".formatted(EnumNames.of(this), command);
  }
}
