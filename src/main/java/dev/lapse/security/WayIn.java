package dev.lapse.security;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/** How callers are known: by passwords of this start, or by what an OpenID issuer says. */
interface WayIn {
  /** Lets programs in. */
  void toApi(HttpSecurity http, AnswerRefusals refusals);

  /** Lets persons in, and out again. */
  void toPages(HttpSecurity http, AnswerPageRefusals refusals);

  /** What goes before everything, also where nobody signs in. */
  void toAll(HttpSecurity http);

  /** Whether programs bring tokens; else they bring passwords. */
  boolean byToken();
}
