package dev.lapse.plan;

/** Whether a job acts. */
public enum RunMode {
  /** Plans and reports; changes nothing. */
  OBSERVE,
  /** Plans and acts. */
  ENFORCE
}
