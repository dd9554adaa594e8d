package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RoleTest {
  @Test
  void readsBothForms() {
    assertEquals(Role.AGENT, Role.of("ROLE_AGENT"));
    assertEquals(Role.USER, Role.of("user"));
  }
}
