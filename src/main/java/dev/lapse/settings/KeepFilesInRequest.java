package dev.lapse.settings;

import dev.lapse.file.InForce;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a request keep the files that were in force when it began. */
@Component
@ConditionalOnProperty("lapse.serve")
class KeepFilesInRequest extends OncePerRequestFilter {
  private final InForce<UserFiles> files;

  KeepFilesInRequest(InForce<UserFiles> files) {
    this.files = files;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    InForce.Keeping keeping = files.keep();
    try (keeping) {
      chain.doFilter(request, response);
    }
  }
}
