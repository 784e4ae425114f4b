package dev.lapse.security.signin;

/**
 * The sign-in methods that the sign-in page offers.
 *
 * @param passwords true for the passwords printed at the start
 * @param provider true for the OpenID provider, at {@code /oauth2/authorization/lapse}
 */
public record SignInOptions(boolean passwords, boolean provider) {}
