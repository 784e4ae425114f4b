package dev.lapse.security.signin;

import dev.lapse.security.refusal.ApiErrorResponses;
import dev.lapse.security.refusal.PageErrorResponses;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/** A sign-in method: generated passwords, or an OpenID issuer. */
public interface SignInMethod {
  /** Configures authentication of programs. */
  void toApi(HttpSecurity http, ApiErrorResponses refusals);

  /** Configures how people sign in and out. */
  void toPages(HttpSecurity http, PageErrorResponses refusals);

  /** Configures the filters that come first, also on public paths. */
  void toAll(HttpSecurity http);

  /** Whether programs authenticate with tokens; otherwise with passwords. */
  boolean byToken();
}
