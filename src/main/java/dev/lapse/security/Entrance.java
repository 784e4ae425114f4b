package dev.lapse.security;

/**
 * What the page for signing in offers.
 *
 * @param passwords those that were printed at the start
 * @param provider the OpenID provider, at {@code /oauth2/authorization/lapse}
 */
public record Entrance(boolean passwords, boolean provider) {}
