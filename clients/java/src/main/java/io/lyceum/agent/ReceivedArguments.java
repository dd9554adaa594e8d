package io.lyceum.agent;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import io.lyceum.Arguments;
import io.lyceum.Payload;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.InvalidArgumentsException;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.values.HandleMaker;
import io.lyceum.internal.values.Json;
import io.lyceum.internal.values.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arguments as they came. Where the action's parameters are declared each can be had by its place and by its name; otherwise as the caller gave them.
 * An argument of another type than is asked for is the caller's error, INVALID_ARGUMENTS.
 */
public final class ReceivedArguments {
  /** Whose action's arguments do not fit; told from the errors of calls that the action makes itself. */
  static final class Misfit extends InvalidArgumentsException {
    private static final long serialVersionUID = 1L;

    Misfit(String message, Throwable cause) {
      super(message, ErrorDetails.ofReason("INVALID_ARGUMENTS").withCause(cause));
    }
  }

  private final List<Object> positional;
  private final Map<String, Object> named;
  private final HandleMaker handles;

  /** Names of the declared parameters, by their places; null where none are declared. */
  private final List<String> places;

  private ReceivedArguments(List<Object> positional, Map<String, Object> named, HandleMaker handles, List<String> places) {
    this.positional = positional;
    this.named = named;
    this.handles = handles;
    this.places = places;
  }

  /** Reads arguments as they were sent. */
  static ReceivedArguments of(Payload payload, HandleMaker handles) {
    Arguments arguments = Values.readArguments(payload);
    return new ReceivedArguments(arguments.positional(), arguments.named(), handles, null);
  }

  /**
   * Holds them against declared parameters.
   *
   * @throws Misfit when they do not fit
   */
  ReceivedArguments fit(List<Parameter> parameters) {
    if (positional.size() > parameters.size()) throw misfit(positional.size() + " arguments were given, it takes " + parameters.size());
    Map<String, Object> all = new LinkedHashMap<>();
    Map<String, Object> left = new LinkedHashMap<>(named);
    List<String> names = parameters.stream().map(Parameter::name).toList();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      boolean byName = left.containsKey(parameter.name());
      if (i < positional.size() && byName) throw misfit("\"" + parameter.name() + "\" was given twice");
      if (i < positional.size()) all.put(parameter.name(), positional.get(i));
      else if (byName) all.put(parameter.name(), left.get(parameter.name()));
      else if (!parameter.optional()) throw misfit("\"" + parameter.name() + "\" is missing");
      left.remove(parameter.name());
      if (all.containsKey(parameter.name())) read("\"" + parameter.name() + "\"", all.get(parameter.name()), parameter.type());
    }
    if (!left.isEmpty()) {
      String known = names.isEmpty() ? "none" : String.join(", ", names);
      throw misfit("it has no parameter \"" + left.keySet().iterator().next() + "\"; its parameters are " + known);
    }
    return new ReceivedArguments(positional, all, handles, names);
  }

  /** How many came by their place. */
  public int size() {
    return positional.size();
  }

  /** Whether there is one of this name. */
  public boolean has(String name) {
    return named.containsKey(name);
  }

  /** The argument of a place, from 0. */
  public <T> T get(int place, Class<T> type) {
    return at(place, Json.type(type));
  }

  /** The argument of a place, of a generic type. */
  public <T> T get(int place, TypeReference<T> type) {
    return at(place, Json.type(type.getType()));
  }

  /** The argument of a place; something else where there is none. */
  public <T> T get(int place, Class<T> type, T otherwise) {
    boolean there = places == null ? place < positional.size() : place < places.size() && has(places.get(place));
    return there ? get(place, type) : otherwise;
  }

  /** The argument of a name. */
  public <T> T get(String name, Class<T> type) {
    return at(name, Json.type(type));
  }

  /** The argument of a name, of a generic type. */
  public <T> T get(String name, TypeReference<T> type) {
    return at(name, Json.type(type.getType()));
  }

  /** The argument of a name; something else where there is none. */
  public <T> T get(String name, Class<T> type, T otherwise) {
    return has(name) ? get(name, type) : otherwise;
  }

  private <T> T at(int place, JavaType type) {
    if (places != null && place < places.size()) return at(places.get(place), type);
    if (place >= positional.size()) throw misfit("argument " + place + " is missing: " + positional.size() + " were given");
    return read("argument " + place, positional.get(place), type);
  }

  private <T> T at(String name, JavaType type) {
    if (!has(name)) throw misfit("\"" + name + "\" is missing");
    return read("\"" + name + "\"", named.get(name), type);
  }

  private <T> T read(String what, Object value, JavaType type) {
    try {
      return value instanceof JsonNode json ? Json.read(json, type, handles) : Values.read((Payload) value, type, handles);
    } catch (LyceumException error) {
      throw new Misfit(what + " is no " + type.getRawClass().getSimpleName() + ": " + error.getMessage(), error);
    }
  }

  private static Misfit misfit(String message) {
    return new Misfit(message, null);
  }
}
