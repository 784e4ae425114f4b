package dev.lapse.security.server;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import dev.lapse.problem.WriteProblem;
import dev.lapse.security.ActorAttributeFilter;
import dev.lapse.security.ClaimNames;
import dev.lapse.security.PermissionAuthorizer;
import dev.lapse.security.Permissions;
import dev.lapse.security.refusal.ApiErrorResponses;
import dev.lapse.security.refusal.FailedAttemptCounter;
import dev.lapse.security.refusal.PageErrorResponses;
import dev.lapse.security.signin.CookieRequestCache;
import dev.lapse.security.signin.LazyClientRegistrations;
import dev.lapse.security.signin.OidcSignIn;
import dev.lapse.security.signin.SignInMethod;
import dev.lapse.security.signin.SignInOptions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.ConditionalOnOAuth2ClientRegistrationProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Three filter chains; the first that matches applies: public paths, the API, the pages. */
@Configuration(proxyBeanMethods = false)
@Profile("serve")
@EnableConfigurationProperties({ClaimNames.class, OAuth2ClientProperties.class})
class SecurityConfiguration {
  private static final String[] PATHS_OF_API = {
    "/api/**", "/actuator/**", "/v3/**", "/asyncapi.yaml"
  };

  private final PermissionAuthorizer permissions = new PermissionAuthorizer(Permissions.ALL);

  @Bean
  ApiErrorResponses answerRefusals(
      FailedAttemptCounter failures, WriteProblem problems, SignInMethod way) {
    return new ApiErrorResponses(permissions, failures, problems, way.byToken());
  }

  /** Replaces Spring Boot's, which would contact the provider at the start. */
  @Bean
  @ConditionalOnOAuth2ClientRegistrationProperties
  ClientRegistrationRepository clientRegistrationRepository(OAuth2ClientProperties settings) {
    return new LazyClientRegistrations(settings);
  }

  @Bean
  SignInOptions entrance(SignInMethod way, OAuth2ClientProperties settings) {
    return new SignInOptions(
        !way.byToken(),
        way.byToken() && settings.getRegistration().containsKey(OidcSignIn.REGISTRATION));
  }

  /** Does not check credentials: a request with wrong ones is answered all the same. */
  @Bean
  @Order(1)
  SecurityFilterChain open(HttpSecurity http, SignInMethod way) {
    way.toAll(http);
    return http.securityMatcher(Permissions.matcherOfOpen())
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(RequestCacheConfigurer::disable)
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .headers(SecurityHeaders::configure)
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain api(HttpSecurity http, SignInMethod way, ApiErrorResponses refusals) {
    way.toAll(http);
    way.toApi(http, refusals);
    return http.securityMatcher(PATHS_OF_API)
        .authorizeHttpRequests(requests -> requests.anyRequest().access(permissions))
        .addFilterBefore(new ActorAttributeFilter(), AuthorizationFilter.class)
        .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.NEVER))
        .requestCache(RequestCacheConfigurer::disable)
        .csrf(csrf -> csrf.requireCsrfProtectionMatcher(new SessionCsrfMatcher()))
        .exceptionHandling(
            refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .logout(AbstractHttpConfigurer::disable)
        .headers(SecurityHeaders::configure)
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain pages(
      HttpSecurity http,
      SignInMethod way,
      ApiErrorResponses programs,
      FailedAttemptCounter failures) {
    PageErrorResponses refusals = new PageErrorResponses(programs, failures);
    way.toAll(http);
    way.toPages(http, refusals);
    return http.authorizeHttpRequests(requests -> requests.anyRequest().access(permissions))
        .addFilterBefore(new ActorAttributeFilter(), AuthorizationFilter.class)
        .requestCache(cache -> cache.requestCache(new CookieRequestCache()))
        .exceptionHandling(
            refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .headers(SecurityHeaders::configure)
        .build();
  }

  /** Off: timing every filter of every request takes longer than most filters. */
  @Bean
  SecurityObservationSettings securityObservationSettings() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  RequestRejectedHandler requestRejectedHandler(WriteProblem problems) {
    return (request, response, rejected) ->
        problems.to(response, new Problem(ProblemType.MALFORMED, "the request is malformed"));
  }
}
