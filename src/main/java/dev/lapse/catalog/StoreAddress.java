package dev.lapse.catalog;

import org.jspecify.annotations.Nullable;

/** Where a store is and how to sign in. Never printed: the password is in it. */
public record StoreAddress(String url, @Nullable String username, @Nullable String password) {
  @Override
  public String toString() {
    return url.replaceAll("[?].*", "");
  }
}
