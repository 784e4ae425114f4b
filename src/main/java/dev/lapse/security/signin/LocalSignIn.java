package dev.lapse.security.signin;

import dev.lapse.problem.WriteProblem;
import dev.lapse.security.refusal.ApiErrorResponses;
import dev.lapse.security.refusal.FailedAttempts;
import dev.lapse.security.refusal.PageErrorResponses;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.stereotype.Component;

/** Without an issuer: the passwords of {@link LocalUsers}, for this machine only. */
@Component
@Profile("serve")
@Conditional(Issuer.Absent.class)
final class LocalSignIn implements SignInMethod {
  /** The only provider: no other one may accept what it refuses. */
  private final AuthenticationManager passwords;

  private final WriteProblem problems;
  private final AccessPort accessPort;

  LocalSignIn(
      LocalUsers users, FailedAttempts attempts, WriteProblem problems, AccessPort accessPort) {
    this.accessPort = accessPort;
    passwords = new ProviderManager(new LocalAuthenticationProvider(users, attempts));
    this.problems = problems;
  }

  @Override
  public void toApi(HttpSecurity http, ApiErrorResponses refusals) {
    http.authenticationManager(passwords)
        .httpBasic(basic -> basic.authenticationEntryPoint(refusals));
  }

  @Override
  public void toPages(HttpSecurity http, PageErrorResponses refusals) {
    http.authenticationManager(passwords)
        .formLogin(
            form ->
                form.loginPage(PageErrorResponses.SIGN_IN)
                    .failureHandler(refusals)
                    .defaultSuccessUrl("/"))
        .logout(
            out ->
                out.logoutUrl("/sign-out")
                    .logoutSuccessUrl(PageErrorResponses.SIGN_IN + "?signed-out"));
  }

  @Override
  public void toAll(HttpSecurity http) {
    http.addFilterAfter(
        new AccessPortFilter(accessPort, new HostHeaderFilter(problems), problems),
        HeaderWriterFilter.class);
  }

  @Override
  public boolean byToken() {
    return false;
  }
}
