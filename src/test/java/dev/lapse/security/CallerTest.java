package dev.lapse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.userdetails.User;

/** Only those are known who came by a way that Lapse knows. */
class CallerTest {
  @Test
  void onlyAPasswordOfThisStartActsForAnyAccount() {
    var local = User.withUsername("viewer").password("x").roles("VIEWER").build();

    assertThat(
            Caller.of(
                    new TestingAuthenticationToken(
                        local, null, List.copyOf(local.getAuthorities())))
                .actsForAnyAccount())
        .isTrue();
    assertThatThrownBy(() -> Caller.of(new TestingAuthenticationToken("somebody", null)))
        .isInstanceOf(AuthenticationServiceException.class);
  }
}
