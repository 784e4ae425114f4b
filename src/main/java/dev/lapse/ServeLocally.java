package dev.lapse;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Serving without an OpenID issuer: on the loopback, with a password that is made anew at every
 * start and printed once. Health and metrics need none.
 */
@Configuration(proxyBeanMethods = false)
@Profile("serve")
class ServeLocally {
  private static final String USER = "operator";
  private static final int PASSWORD_BYTES = 18;

  private final String password = newPassword();

  @Bean
  UserDetailsService users() {
    // made anew for each sign-in, because a sign-in wipes the password of the user it was given;
    // random and long: there is nothing that hashing it in memory would protect
    return name -> {
      if (!name.equals(USER)) {
        throw new UsernameNotFoundException("there is no user '" + name + "'");
      }
      return User.withUsername(USER).password("{noop}" + password).roles("OPERATOR").build();
    };
  }

  @Bean
  SecurityFilterChain everythingNeedsSignIn(HttpSecurity http) {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/actuator/health/**", "/actuator/prometheus")
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable)
        .httpBasic(Customizer.withDefaults())
        .build();
  }

  @EventListener
  void tell(ServletWebServerInitializedEvent started) {
    PrintStream out = System.out;
    out.printf(
        "Lapse serves on http://127.0.0.1:%d (user %s, password %s)%n  The password is made anew at every start.%n",
        started.getWebServer().getPort(), USER, password);
  }

  private static String newPassword() {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
