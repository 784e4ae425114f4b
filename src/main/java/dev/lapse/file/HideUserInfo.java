package dev.lapse.file;

import java.util.regex.Pattern;

/** Addresses in messages, without the user and the password that one may contain. */
public final class HideUserInfo {
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^\\s?]*@");
  private static final Pattern QUERY = Pattern.compile("(?<=://)([^\\s?]*)[?]\\S*");

  private HideUserInfo() {}

  /** Whether an address has user information. */
  public static boolean isNeeded(String address) {
    return USER_INFO.matcher(address).find();
  }

  /** The text with all of its addresses, which keep neither user information nor query. */
  public static String in(String text) {
    return QUERY.matcher(USER_INFO.matcher(text).replaceAll("")).replaceAll("$1");
  }
}
