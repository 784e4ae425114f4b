package dev.lapse.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.openapi.ApiDocument;
import dev.lapse.openapi.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document of the API names, for each operation, the roles of the table. */
class DocumentedRolesTest {
  @Test
  void namesForEachOperationTheRolesOfTheTable() {
    assertThat(
            ApiDocument.read().operations().stream()
                .collect(Collectors.toMap(DocumentedRolesTest::request, Operation::roles)))
        .isEqualTo(
            Permissions.API.stream()
                .filter(permission -> !permission.path().startsWith("/actuator"))
                .collect(
                    Collectors.toMap(
                        permission -> permission.method() + " " + permission.path(),
                        DocumentedRolesTest::roles)));
  }

  private static String request(Operation operation) {
    return operation.method() + " " + operation.path();
  }

  private static List<String> roles(Permission permission) {
    return Arrays.stream(Role.values())
        .filter(
            role ->
                permission.who() == Permission.Who.SIGNED_IN || permission.roles().contains(role))
        .map(Role::text)
        .toList();
  }
}
