package dev.lapse.security;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a browser does with pages: keeps cookies, sends forms, follows where it is led. */
public final class Browser {
  private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private final String address;
  private final CookieManager cookies = new TrustsThisMachine();
  private final HttpClient http;

  private Browser(String address, Redirect redirect) {
    this.address = address;
    http = HttpClient.newBuilder().cookieHandler(cookies).followRedirects(redirect).build();
  }

  public static Browser at(String address) {
    return new Browser(address, Redirect.ALWAYS);
  }

  /** Stays where it is, so that one sees where it is led. */
  public static Browser standingAt(String address) {
    return new Browser(address, Redirect.NEVER);
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).header("Accept", "text/html,*/*;q=0.8"));
  }

  /** Sends a form with the token of the page it is on. */
  public HttpResponse<String> submit(String page, String path, Map<String, String> fields) {
    Map<String, String> all = new java.util.LinkedHashMap<>(fields);
    all.put("_csrf", token(get(page).body()));
    return post(path, all);
  }

  public HttpResponse<String> post(String path, Map<String, String> fields) {
    String form =
        fields.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        request(path)
            .header("Accept", "text/html")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : address + path));
  }

  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  public String token(String html) {
    Matcher found = TOKEN.matcher(html);
    if (!found.find()) {
      throw new AssertionError("no form with a token in " + html);
    }
    return found.group(1);
  }

  /** The session's cookie of Lapse; empty if there is none. */
  public String session() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals("lapse-session"))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse("");
  }

  /** Browsers send a secure cookie to the loopback without https; Java does not. */
  private static final class TrustsThisMachine extends CookieManager {
    TrustsThisMachine() {
      super(null, CookiePolicy.ACCEPT_ALL);
    }

    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers)
        throws IOException {
      return super.get(URI.create(uri.toString().replaceFirst("^http:", "https:")), headers);
    }
  }
}
