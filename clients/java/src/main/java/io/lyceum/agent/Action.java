package io.lyceum.agent;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import io.lyceum.internal.values.Json;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an agent can be asked to do, beside its code.
 *
 * <pre>{@code
 * Action.named("add").doc("Adds.").parameter("left", Integer.class).optional("right", Integer.class).redeliverable()
 * }</pre>
 */
public final class Action {
  private final String name;
  private final List<Parameter> parameters = new ArrayList<>();
  private String doc = "";
  private JavaType result;
  private boolean declaresParameters;
  private boolean redeliverable;

  private Action(String name) {
    this.name = name;
  }

  /** An action of this name, which takes any arguments until parameters are declared. */
  public static Action named(String name) {
    return new Action(Objects.requireNonNull(name));
  }

  /** What it does, for people. */
  public Action doc(String text) {
    doc = text;
    return this;
  }

  /** Declares that it takes no arguments. */
  public Action withoutParameters() {
    declaresParameters = true;
    return this;
  }

  /** Declares its next parameter; arguments that do not fit are refused before its code runs. */
  public Action parameter(String parameter, Class<?> type) {
    return declare(parameter, type, false);
  }

  /** Declares its next parameter, of a generic type. */
  public Action parameter(String parameter, TypeReference<?> type) {
    return declare(parameter, type.getType(), false);
  }

  /** Declares its next parameter, which may be left out. */
  public Action optional(String parameter, Class<?> type) {
    return declare(parameter, type, true);
  }

  /** Tells the type of its result, for people and programs that ask. */
  public Action returns(Class<?> type) {
    result = Json.type(type);
    return this;
  }

  /**
   * It may run again when its host is lost, so it begins at once, and runs at least once. Others begin once the exchange has it in writing that they do,
   * and so never run twice.
   */
  public Action redeliverable() {
    redeliverable = true;
    return this;
  }

  String name() {
    return name;
  }

  String doc() {
    return doc;
  }

  /** Null means that it takes any. */
  List<Parameter> parameters() {
    return declaresParameters ? parameters : null;
  }

  /** Null means not told. */
  JavaType result() {
    return result;
  }

  boolean isRedeliverable() {
    return redeliverable;
  }

  private Action declare(String parameter, Type type, boolean optional) {
    declaresParameters = true;
    parameters.add(new Parameter(parameter, Json.type(type), optional));
    return this;
  }
}
