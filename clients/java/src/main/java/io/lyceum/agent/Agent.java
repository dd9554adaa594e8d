package io.lyceum.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An agent: its types, its actions, and what it does by itself. Its state is what its code shares; actions run at the same time, on threads of their
 * own, so that state must be safe for that.
 *
 * <pre>{@code
 * AtomicInteger count = new AtomicInteger();
 * Agent counter = Agent.builder("Counter")
 *     .action("increment", context -> count.addAndGet(context.arguments().get(0, Integer.class, 1)))
 *     .build();
 * }</pre>
 */
public final class Agent {
  /** The last type of every lineage. */
  public static final String BASE_TYPE = "lyceum.Agent";

  /**
   * An action with its code.
   *
   * @param action what it is
   * @param code its code
   * @param streaming whether it streams partial results
   */
  record Entry(Action action, StreamHandler code, boolean streaming) {}

  /**
   * Something that an agent does by itself, from start to end.
   *
   * @param code its code
   * @param interval time between calls; null means that it is called once
   */
  record Loop(AgentHook code, Duration interval) {}

  private final List<String> lineage;
  private final String doc;
  private final Map<String, Entry> actions;
  private final Map<String, Loop> loops;
  private final AgentHook onStartup;
  private final AgentHook onShutdown;

  private Agent(Builder builder) {
    lineage = List.copyOf(builder.lineage);
    doc = builder.doc;
    actions = Collections.unmodifiableMap(new LinkedHashMap<>(builder.actions));
    loops = Collections.unmodifiableMap(new LinkedHashMap<>(builder.loops));
    onStartup = builder.onStartup;
    onShutdown = builder.onShutdown;
  }

  /** Begins an agent of a type. */
  public static Builder builder(String type) {
    return new Builder(Objects.requireNonNull(type));
  }

  /** Its types, from its own to the most general. */
  public List<String> lineage() {
    return lineage;
  }

  String doc() {
    return doc;
  }

  Map<String, Entry> actions() {
    return actions;
  }

  Map<String, Loop> loops() {
    return loops;
  }

  AgentHook onStartup() {
    return onStartup;
  }

  AgentHook onShutdown() {
    return onShutdown;
  }

  /** Makes an {@link Agent}. */
  public static final class Builder {
    private static final AgentHook NOTHING = context -> {};

    private final List<String> lineage = new ArrayList<>();
    private final Map<String, Entry> actions = new LinkedHashMap<>();
    private final Map<String, Loop> loops = new LinkedHashMap<>();
    private String doc = "";
    private AgentHook onStartup = NOTHING;
    private AgentHook onShutdown = NOTHING;

    private Builder(String type) {
      lineage.add(type);
    }

    /** More general types, which discovery finds it by, too. */
    public Builder derivedFrom(String... types) {
      lineage.addAll(List.of(types));
      return this;
    }

    /** What it is, for people. */
    public Builder doc(String text) {
      doc = text;
      return this;
    }

    /** An action that takes any arguments. */
    public Builder action(String name, ActionHandler code) {
      return action(Action.named(name), code);
    }

    /** An action. */
    public Builder action(Action action, ActionHandler code) {
      return add(action, (context, parts) -> code.run(context), false);
    }

    /** An action that streams partial results, and takes any arguments. */
    public Builder stream(String name, StreamHandler code) {
      return stream(Action.named(name), code);
    }

    /** An action that streams partial results. */
    public Builder stream(Action action, StreamHandler code) {
      return add(action, code, true);
    }

    /** Runs from start to end, on a thread of its own, which is interrupted when the agent is to end. */
    public Builder loop(String name, AgentHook code) {
      return add(name, new Loop(code, null));
    }

    /** Called at the start, and so long after each call again. */
    public Builder timer(String name, Duration interval, AgentHook code) {
      return add(name, new Loop(code, interval));
    }

    /** Called before anything else of the agent runs; messages wait meanwhile. What it throws fails the start. */
    public Builder onStartup(AgentHook code) {
      onStartup = code;
      return this;
    }

    /** Called when the agent is to end, while its running actions still run. What it throws fails the run, and keeps nothing else from ending. */
    public Builder onShutdown(AgentHook code) {
      onShutdown = code;
      return this;
    }

    /** Makes the agent. */
    public Agent build() {
      if (!lineage.contains(BASE_TYPE)) lineage.add(BASE_TYPE);
      return new Agent(this);
    }

    private Builder add(Action action, StreamHandler code, boolean streaming) {
      if (actions.put(action.name(), new Entry(action, code, streaming)) != null) {
        throw new IllegalArgumentException("the agent has two actions named \"" + action.name() + "\"");
      }
      return this;
    }

    private Builder add(String name, Loop loop) {
      if (loops.put(name, loop) != null) throw new IllegalArgumentException("the agent has two loops named \"" + name + "\"");
      return this;
    }
  }
}
