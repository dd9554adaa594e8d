package io.lyceum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arguments of an action or a constructor: some by their place, some by name.
 *
 * <pre>{@code handle.call("add", Integer.class, Arguments.of(40).named("right", 2))}</pre>
 *
 * @param positional in their order; may hold nulls
 * @param named by name; may hold nulls
 */
public record Arguments(List<Object> positional, Map<String, Object> named) {
  private static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** Copies what could change. */
  public Arguments {
    positional = Collections.unmodifiableList(new ArrayList<>(positional));
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
  }

  /** No arguments. */
  public static Arguments none() {
    return NONE;
  }

  /** Arguments by their place; null stands for one null. */
  public static Arguments of(Object... positional) {
    return positional == null ? new Arguments(Collections.singletonList(null), Map.of()) : new Arguments(Arrays.asList(positional), Map.of());
  }

  /** Arguments by name. */
  public static Arguments of(Map<String, ?> named) {
    return new Arguments(List.of(), new LinkedHashMap<>(named));
  }

  /** The same and one more, by name. */
  public Arguments named(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(named);
    more.put(name, value);
    return new Arguments(positional, more);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return positional.isEmpty() && named.isEmpty();
  }
}
