package dev.lapse.catalog;

import java.util.Locale;

/** The events of an account of which a store is notified. */
public enum LifecycleEvent {
  CUT_OFF,
  REACTIVATION;

  /** The key of the catalog, such as {@code on-cut-off}. */
  public String key() {
    return "on-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
