package dev.lapse.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HideUserInfoTest {
  @ParameterizedTest
  @CsvSource({
    "postgres://u:SECRET@db:5432/lapse, postgres://db:5432/lapse",
    "jdbc:postgresql://u:SE@/CR?ET@db/lapse, jdbc:postgresql:///CR",
    "jdbc:postgresql://u:SE@/CRET@db/lapse, jdbc:postgresql://db/lapse",
    "jdbc:postgresql://db/lapse?user=u&password=SECRET, jdbc:postgresql://db/lapse",
    "no driver for https://u:SECRET@idp and http://idp/x here, no driver for https://idp and http://idp/x here",
    "'mail a@example.org', 'mail a@example.org'",
  })
  void leavesOutUserPasswordAndQuery(String text, String shown) {
    assertThat(HideUserInfo.in(text)).isEqualTo(shown);
  }

  @Test
  void isNeededForUserInformationOnly() {
    assertThat(HideUserInfo.isNeeded("postgres://u:SECRET@db/lapse")).isTrue();
    assertThat(HideUserInfo.isNeeded("jdbc:postgresql://db/lapse?user=a@b")).isFalse();
  }
}
