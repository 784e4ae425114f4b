package dev.lapse.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoArgumentsTest {
  @Test
  void servesTwoThousandAccountsByDefault() {
    assertThat(DemoArguments.of()).isEqualTo(new DemoArguments(2_000, false, false));
    assertThat(DemoArguments.of("--once", "--accounts=100"))
        .isEqualTo(new DemoArguments(100, true, false));
    assertThat(DemoArguments.of("--help").help()).isTrue();
  }

  @Test
  void rowsGrowWithTheAccountsUpToTenMillion() {
    assertThat(DemoArguments.of().rows()).isEqualTo(1_100_000);
    assertThat(DemoArguments.of("--accounts=50000").rows()).isEqualTo(10_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "99", "50001", "-5", "many", "2000.5", "99999999999"})
  void wrongNumberOfAccountsIsRefused(String accounts) {
    assertThatThrownBy(() -> DemoArguments.of("--accounts=" + accounts))
        .isInstanceOf(DemoArguments.Wrong.class)
        .hasMessage("--accounts is '%s', but must be a whole number from 100 to 50000", accounts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--onse", "once", "--accounts", "serve"})
  void unknownArgumentIsRefused(String argument) {
    assertThatThrownBy(() -> DemoArguments.of(argument))
        .isInstanceOf(DemoArguments.Wrong.class)
        .hasMessageStartingWith("there is no argument '%s'", argument);
  }
}
