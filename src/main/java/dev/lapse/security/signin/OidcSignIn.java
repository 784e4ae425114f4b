package dev.lapse.security.signin;

import dev.lapse.security.refusal.ApiErrorResponses;
import dev.lapse.security.refusal.FailedAttempts;
import dev.lapse.security.refusal.PageErrorResponses;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;

/** Tokens of the issuer for programs; OpenID Connect with PKCE for people. */
@Component
@Profile("serve")
@Conditional(Issuer.Given.class)
public final class OidcSignIn implements SignInMethod {
  /** The registration in Spring's settings. */
  public static final String REGISTRATION = "lapse";

  private static final RequestMatcher WAY_TO_PROVIDER =
      PathPatternRequestMatcher.pathPattern("/oauth2/authorization/" + REGISTRATION);

  private final BearerTokenAuthenticator tokens;
  private final ConsoleUserService users;
  private final FailedAttempts attempts;
  private final ClientRegistrationRepository registrations;
  private final boolean console;

  OidcSignIn(
      BearerTokenAuthenticator tokens,
      ConsoleUserService users,
      FailedAttempts attempts,
      OAuth2ClientProperties settings) {
    this.tokens = tokens;
    this.users = users;
    this.attempts = attempts;
    registrations = new LazyClientRegistrations(settings);
    console = settings.getRegistration().containsKey(REGISTRATION);
  }

  @Override
  public void toApi(HttpSecurity http, ApiErrorResponses refusals) {
    http.oauth2ResourceServer(
        server ->
            server
                .authenticationEntryPoint(refusals)
                .accessDeniedHandler(refusals)
                .jwt(jwt -> jwt.authenticationManager(tokens)));
  }

  @Override
  public void toPages(HttpSecurity http, PageErrorResponses refusals) {
    if (console) {
      http.addFilterBefore(
              new CallbackRateLimitFilter(attempts, refusals),
              OAuth2LoginAuthenticationFilter.class)
          .oauth2Login(
              login ->
                  login
                      .loginPage(PageErrorResponses.SIGN_IN)
                      .clientRegistrationRepository(registrations)
                      .authorizedClientRepository(new HttpSessionOAuth2AuthorizedClientRepository())
                      .authorizationEndpoint(
                          endpoint -> endpoint.authorizationRequestResolver(withProofKey()))
                      .userInfoEndpoint(endpoint -> endpoint.oidcUserService(users))
                      .failureHandler(refusals)
                      .defaultSuccessUrl("/"))
          .logout(out -> out.logoutUrl("/sign-out").logoutSuccessHandler(atProviderToo()));
    }
  }

  /** Other registrations are like any other path where there is nothing. */
  private OAuth2AuthorizationRequestResolver withProofKey() {
    DefaultOAuth2AuthorizationRequestResolver resolver =
        new DefaultOAuth2AuthorizationRequestResolver(registrations);
    resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    return new OAuth2AuthorizationRequestResolver() {
      @Override
      public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        return WAY_TO_PROVIDER.matches(request) ? resolver.resolve(request) : null;
      }

      @Override
      public @Nullable OAuth2AuthorizationRequest resolve(
          HttpServletRequest request, String registration) {
        return resolver.resolve(request, registration);
      }
    };
  }

  /**
   * The content security policy forbids forms that lead to other sites, even by a redirect, so the
   * response to signing out is a page with a link.
   */
  private OidcClientInitiatedLogoutSuccessHandler atProviderToo() {
    OidcClientInitiatedLogoutSuccessHandler handler =
        new OidcClientInitiatedLogoutSuccessHandler(registrations);
    handler.setPostLogoutRedirectUri("{baseUrl}" + PageErrorResponses.SIGN_IN);
    handler.setDefaultTargetUrl(PageErrorResponses.SIGN_IN + "?signed-out");
    handler.setRedirectStrategy(new InterstitialRedirectStrategy());
    return handler;
  }

  @Override
  public void toAll(HttpSecurity http) {}

  @Override
  public boolean byToken() {
    return true;
  }
}
