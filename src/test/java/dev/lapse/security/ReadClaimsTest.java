package dev.lapse.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who asks, by what a token says. */
class ReadClaimsTest {
  private final ReadClaims claims =
      new ReadClaims(new ClaimNames("roles", "primary_administrator_of", "provider_of"));

  @Test
  void takesTheRolesItKnowsByTheirExactNames() {
    Caller caller =
        claims.caller("x", Map.of("roles", List.of("viewer", "Operator", "ROLE_APPROVER", "root")));

    assertThat(caller.roles()).containsExactly(Role.VIEWER);
    assertThat(caller.actsForAnyAccount()).isFalse();
  }

  @Test
  void takesIdsAsTextAndAsWholeNumbers() {
    Caller caller =
        claims.caller(
            "x",
            Map.of(
                "primary_administrator_of",
                Arrays.asList("a-1", 42, 9_007_199_254_740_993L, 1.5, true, null),
                "provider_of",
                7));

    assertThat(caller.administers()).containsExactlyInAnyOrder("a-1", "42", "9007199254740993");
    assertThat(caller.provides()).containsExactly("7");
  }

  @Test
  void followsDotsIntoObjects() {
    ReadClaims ofKeycloak =
        new ReadClaims(new ClaimNames("realm_access.roles", "lapse.admin", "lapse.provider"));
    Map<String, Object> token =
        Map.of(
            "realm_access", Map.of("roles", List.of("operator", "offline_access")),
            "lapse", Map.of("admin", List.of("1")));

    Caller caller = ofKeycloak.caller("x", token);

    assertThat(caller.roles()).containsExactly(Role.OPERATOR);
    assertThat(caller.administers()).containsExactly("1");
    assertThat(caller.provides()).isEmpty();
  }

  @Test
  void prefersAClaimWhoseOwnNameHasDots() {
    ReadClaims withAddress =
        new ReadClaims(new ClaimNames("https://lapse.example/roles", "a", "b"));

    assertThat(
            withAddress
                .caller("x", Map.of("https://lapse.example/roles", List.of("access")))
                .roles())
        .containsExactly(Role.ACCESS);
  }

  @Test
  void givesNothingToATokenThatSaysSomethingElse() {
    for (Object odd : List.of(Map.of("viewer", true), 1, true, List.of(List.of("viewer")))) {
      assertThat(claims.caller("x", Map.of("roles", odd)).roles()).isEmpty();
    }
    assertThat(claims.caller("x", Map.of()).roles()).isEmpty();
  }
}
