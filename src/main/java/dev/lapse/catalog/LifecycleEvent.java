package dev.lapse.catalog;

import java.util.Locale;

/** The events of an account that a store is notified about. */
public enum LifecycleEvent {
  CUT_OFF,
  REACTIVATION;

  /** The key of the catalog, such as {@code on-cut-off}. */
  public String key() {
    return "on-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
