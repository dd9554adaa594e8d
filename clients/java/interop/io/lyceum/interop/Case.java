package io.lyceum.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lyceum.Arguments;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A case of the scenario. */
final class Case {
  private final JsonNode json;

  Case(JsonNode json) {
    this.json = json;
  }

  String name() {
    return json.path("name").asText();
  }

  String what() {
    return json.path("do").asText();
  }

  String text(String field) {
    return json.path(field).asText();
  }

  int number(String field) {
    return json.path(field).asInt();
  }

  Optional<Duration> duration(String field) {
    return json.has(field) ? Optional.of(Duration.ofMillis(json.get(field).asLong())) : Optional.empty();
  }

  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    json.path(field).forEach(text -> texts.add(text.asText()));
    return texts;
  }

  Expectation expected() {
    return new Expectation(json.path("expect"));
  }

  /** What to call with. */
  Arguments arguments() throws IOException {
    if (json.has("bytes")) return Arguments.of((Object) json.get("bytes").binaryValue());
    List<Object> positional = new ArrayList<>();
    json.path("args").forEach(value -> positional.add(expand(value)));
    Map<String, Object> named = new LinkedHashMap<>();
    json.path("kwargs").properties().forEach(entry -> named.put(entry.getKey(), expand(entry.getValue())));
    return new Arguments(positional, named);
  }

  /** Writes out what is too large for a file. */
  static JsonNode expand(JsonNode value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value.has("$repeat")) return nodes.textNode(value.get("$repeat").get(0).asText().repeat(value.get("$repeat").get(1).asInt()));
    if (value.isArray()) {
      ArrayNode items = nodes.arrayNode();
      value.forEach(item -> items.add(expand(item)));
      return items;
    }
    if (!value.isObject()) return value;
    ObjectNode object = nodes.objectNode();
    value.properties().forEach(entry -> object.set(entry.getKey(), expand(entry.getValue())));
    return object;
  }
}
