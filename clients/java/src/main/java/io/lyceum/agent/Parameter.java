package io.lyceum.agent;

import com.fasterxml.jackson.databind.JavaType;
import io.lyceum.EntityId;
import io.lyceum.Handle;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A declared parameter of an action.
 *
 * @param name by which callers may pass it
 * @param type what its argument must be
 * @param optional whether it may be left out
 */
record Parameter(String name, JavaType type, boolean optional) {
  /** JSON Schema of arguments by name; their order is that of the properties. */
  static Map<String, Object> schemaOf(List<Parameter> parameters) {
    Map<String, Object> properties = new LinkedHashMap<>();
    parameters.forEach(parameter -> properties.put(parameter.name, schemaOf(parameter.type)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", parameters.stream().filter(parameter -> !parameter.optional).map(Parameter::name).toList());
    schema.put("additionalProperties", false);
    return schema;
  }

  /** JSON Schema of a type, as far as its class tells. */
  static Map<String, Object> schemaOf(JavaType type) {
    Class<?> raw = type.getRawClass();
    if (raw == Handle.class || raw == EntityId.class) return Map.of("type", "object", "title", "EntityId", "required", List.of("uid", "role"));
    if (raw == String.class) return Map.of("type", "string");
    if (raw == Boolean.class || raw == boolean.class) return Map.of("type", "boolean");
    if (raw == Double.class || raw == double.class || raw == Float.class || raw == float.class) return Map.of("type", "number");
    if (raw.isPrimitive() || Number.class.isAssignableFrom(raw)) return Map.of("type", raw == BigDecimal.class ? "number" : "integer");
    if (type.isCollectionLikeType() || raw.isArray()) return Map.of("type", "array", "items", schemaOf(type.getContentType()));
    if (type.isMapLikeType() || raw.isRecord()) return Map.of("type", "object");
    return Map.of();
  }
}
