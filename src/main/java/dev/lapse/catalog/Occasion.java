package dev.lapse.catalog;

import java.util.Locale;

/** When a store is told what became of an account. */
public enum Occasion {
  CUT_OFF,
  REACTIVATION;

  /** The key of the catalog, such as {@code on-cut-off}. */
  public String key() {
    return "on-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
