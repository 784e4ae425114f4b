package dev.lapse.catalog;

import org.jspecify.annotations.Nullable;

/** The address of a store and its credentials. Never printed, because it contains the password. */
public record StoreAddress(String url, @Nullable String username, @Nullable String password) {
  @Override
  public String toString() {
    return url.replaceAll("[?].*", "");
  }
}
