package io.lyceum.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.lyceum.AgentDescription;
import io.lyceum.Call;
import io.lyceum.EntityId;
import io.lyceum.Handle;
import io.lyceum.LyceumClient;
import io.lyceum.Options;
import io.lyceum.Trace;
import io.lyceum.errors.LyceumException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** What the cases do. */
final class Steps {
  private final LyceumClient client;
  private final Targets targets;
  private final Handle agent;

  Steps(LyceumClient client, Targets targets) {
    this.client = client;
    this.targets = targets;
    agent = client.handle(targets.agent());
  }

  /** Does what a case says; tells what came of it, or throws the {@link LyceumException} that did. */
  Object run(Case one) throws Exception {
    return switch (one.what()) {
      case "call" -> call(one);
      case "stream" -> stream(one);
      case "ping" -> wait(agent.ping());
      case "notify" -> wait(agent.notify(one.text("action"), one.arguments()));
      case "describe" -> describe(one);
      case "unencodable" -> agent.call("echo", JsonNode.class, unencodable(one.text("value"))).await();
      case "unknown_agent" -> wait(client.handle(EntityId.agent(UUID.randomUUID().toString())).ping());
      case "wrong_token" -> connectAnew(one, Options.builder().token("wrong"));
      case "wrong_url" -> connectAnew(one, Options.builder().url("http://127.0.0.1:" + unusedPort()));
      case "refusing_url" -> connectAnew(one, Options.builder().url(targets.refusing()));
      case "relay" -> relay(one);
      case "manage" -> new Manage(client, targets.kind()).run();
      default -> throw new Expectation.Unmet("this program does not know how to do \"" + one.what() + "\"");
    };
  }

  private Object call(Case one) throws IOException {
    Handle handle = one.duration("timeout_ms").map(agent::withDeadline).orElse(agent);
    Class<?> type = one.expected().wantsBytes() ? byte[].class : JsonNode.class;
    Call<?> call = handle.call(one.text("action"), type, one.arguments());
    one.duration("cancel_after_ms").ifPresent(delay -> later(delay, () -> call.cancel(true)));
    return call.await();
  }

  private Object stream(Case one) throws IOException {
    try (var stream = agent.stream(one.text("action"), Integer.class, JsonNode.class, one.arguments())) {
      int next = 0;
      for (int part : stream) {
        Expectation.holds(part == next, "part " + next + " is " + part);
        next += 1;
      }
      Expectation.holds(next == one.number("parts"), next + " parts came");
      return stream.result().await();
    }
  }

  private Object describe(Case one) {
    AgentDescription description = agent.describe().await();
    List<String> names = description.actions().stream().map(AgentDescription.ActionDescription::name).sorted().toList();
    Expectation.holds(names.equals(one.texts("actions")), "its actions are " + names);
    return description;
  }

  private Object relay(Case one) {
    List<EntityId> chain = targets.chain();
    String sent = one.text("traceparent");
    Handle first = client.handle(chain.get(0)).withTrace(Trace.of(sent));
    JsonNode hops = first.call("relay", JsonNode.class, chain.subList(1, chain.size())).await();
    Expectation.holds(hops.size() == chain.size(), "there were " + hops.size() + " hops: " + hops);
    for (JsonNode hop : hops) {
      Expectation.holds(traceOf(hop.path("traceparent").asText()).equals(traceOf(sent)), "a hop lost the trace: " + hops);
    }
    return hops;
  }

  private Object connectAnew(Case one, Options.Builder options) {
    Duration limit = one.duration("timeout_ms").orElseThrow();
    try (LyceumClient other = LyceumClient.connect(options.deadline(limit).build())) {
      return wait(other.handle(targets.agent()).withDeadline(limit).ping());
    }
  }

  /** The trace's id, which stays the same from hop to hop. */
  private static String traceOf(String traceparent) {
    String[] fields = traceparent.split("-");
    return fields.length == 4 ? fields[1] : "";
  }

  private static Object unencodable(String what) {
    return switch (what) {
      case "nan" -> Double.NaN;
      case "infinity" -> Double.POSITIVE_INFINITY;
      case "lone_surrogate" -> "\ud800";
      default -> throw new Expectation.Unmet("this program does not know the value \"" + what + "\"");
    };
  }

  private static Object wait(CompletableFuture<?> future) {
    try {
      return future.join();
    } catch (CompletionException error) {
      throw LyceumException.of(error);
    }
  }

  private static void later(Duration delay, Runnable code) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(code);
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
