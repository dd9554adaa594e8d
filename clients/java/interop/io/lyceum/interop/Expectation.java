package io.lyceum.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.lyceum.errors.AgentException;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.SerializationException;
import java.io.IOException;
import java.util.Arrays;

/** What must come of a case. */
final class Expectation {
  private static final int SHOWN = 200;

  /** A case did not come to what it must. */
  static final class Unmet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unmet(String message) {
      super(message);
    }

    Unmet(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final JsonNode json;

  Expectation(JsonNode json) {
    this.json = json;
  }

  static void holds(boolean condition, String otherwise) {
    if (!condition) throw new Unmet(otherwise);
  }

  boolean wantsBytes() {
    return json.has("bytes");
  }

  /** Holds a result against it. */
  void met(Object result) throws IOException {
    if (json.has("error")) throw new Unmet("an error " + json.get("error") + " was expected, it went well");
    if (json.has("failure")) throw new Unmet("a failure was expected, it went well");
    if (json.has("bytes")) holds(Arrays.equals((byte[]) result, json.get("bytes").binaryValue()), "other bytes came back");
    if (json.has("result")) holds(Case.expand(json.get("result")).equals(result), "the result is " + shown(result));
  }

  /** Holds an error against it. */
  void metBy(LyceumException error, String language) {
    if (json.has("failure")) {
      if (!(error instanceof AgentException failure)) throw new Unmet("a failure was expected, this is " + error, error);
      metBy(failure, language);
    } else if (json.has("error")) {
      holds(error.reason().equals(json.get("error").asText()), "the reason is \"" + error.reason() + "\": " + error);
      holds(!json.path("local").asBoolean() || error instanceof SerializationException, "it was not raised where the value is encoded");
    } else {
      throw new Unmet("no error was expected: " + error, error);
    }
  }

  private void metBy(AgentException error, String language) {
    JsonNode failure = json.get("failure");
    if (failure.has("message")) holds(failure.get("message").asText().equals(error.getMessage()), "the message is " + error.getMessage());
    if (failure.has("cause")) {
      holds(error.getCause() instanceof AgentException, "the failure has no cause");
      holds(failure.get("cause").asText().equals(error.getCause().getMessage()), "the cause is " + error.getCause().getMessage());
    }
    if (failure.path("stack").asBoolean()) holds(!error.remoteStack().isEmpty(), "the failure has no stack");
    if (failure.path("language").asBoolean()) holds(language.equals(error.language()), "the language is \"" + error.language() + "\"");
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
