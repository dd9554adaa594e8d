package io.lyceum;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What kind of entity an id names. */
public enum Role {
  /** A program with actions. */
  AGENT,
  /** A client. */
  USER;

  /** How it is written in JSON: {@code agent}, {@code user}. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a role, also in protobuf's own form ({@code ROLE_AGENT}).
   *
   * @throws IllegalArgumentException when it is neither agent nor user
   */
  @JsonCreator
  public static Role of(String text) {
    String name = text.startsWith("ROLE_") ? text.substring(5) : text.toUpperCase(Locale.ROOT);
    return valueOf(name);
  }
}
