package dev.lapse.plan;

/** Whether a job acts. */
public enum Mode {
  /** Plans and reports; changes nothing. */
  OBSERVE,
  /** Plans and acts. */
  ENFORCE
}
