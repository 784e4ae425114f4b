package dev.lapse.security.signin;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.DefaultRedirectStrategy;

/** Redirects to another site through an interstitial page. */
final class InterstitialRedirectStrategy extends DefaultRedirectStrategy {
  @Override
  public void sendRedirect(HttpServletRequest request, HttpServletResponse response, String url)
      throws IOException {
    if (url.startsWith("/")) {
      super.sendRedirect(request, response, url);
      return;
    }
    response.setHeader("Refresh", "0; url=" + url);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    request.setAttribute("leadsTo", url);
    try {
      request.getRequestDispatcher("/leaving").forward(request, response);
    } catch (ServletException failed) {
      throw new IOException(failed);
    }
  }
}
