package io.lyceum.interop;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lyceum.EntityId;
import io.lyceum.Trace;
import io.lyceum.agent.Action;
import io.lyceum.agent.ActionContext;
import io.lyceum.agent.Agent;
import io.lyceum.agent.PartSink;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The agent that every language hosts. */
final class InteropAgent {
  private InteropAgent() {}

  static Agent make() {
    Action add =
        Action.named("add")
            .doc("Adds two integers.")
            .parameter("left", BigInteger.class)
            .optional("right", BigInteger.class)
            .returns(BigInteger.class)
            .redeliverable();
    return Agent.builder("Interop")
        .action("echo", context -> context.arguments().get(0, JsonNode.class))
        .action("echo_bytes", context -> context.arguments().get(0, byte[].class))
        .action(add, InteropAgent::add)
        .action("fail", InteropAgent::fail)
        .action("panic", InteropAgent::panic)
        .action("sleep", InteropAgent::sleep)
        .stream("count", InteropAgent::count)
        .action("bad_result", context -> Double.NaN)
        .action("large", context -> "a".repeat(context.arguments().get(0, Integer.class)))
        .action("relay", InteropAgent::relay)
        .loop("idle", context -> context.pause(Duration.ofDays(1)))
        .build();
  }

  private static Object add(ActionContext context) {
    BigInteger left = context.arguments().get("left", BigInteger.class);
    return left.add(context.arguments().get("right", BigInteger.class, BigInteger.ONE));
  }

  private static Object fail(ActionContext context) {
    String message = context.arguments().get(0, String.class);
    throw new IllegalStateException(message, new IllegalArgumentException("cause of " + message));
  }

  private static Object panic(ActionContext context) {
    throw new AssertionError("no handler should throw this");
  }

  private static Object sleep(ActionContext context) throws InterruptedException {
    Thread.sleep(context.arguments().get(0, Long.class));
    return "slept";
  }

  private static Object count(ActionContext context, PartSink parts) throws InterruptedException {
    int n = context.arguments().get(0, Integer.class);
    for (int i = 0; i < n; i++) parts.send(i);
    return n;
  }

  private static Object relay(ActionContext context) {
    List<EntityId> chain = context.arguments().get(0, new TypeReference<List<EntityId>>() {});
    String traceparent = context.trace().map(Trace::traceparent).orElse("");
    List<Object> hops = new ArrayList<>();
    hops.add(Map.of("language", "java", "traceparent", traceparent));
    if (chain.isEmpty()) return hops;
    Object rest = chain.subList(1, chain.size());
    JsonNode others = context.handle(chain.get(0)).call("relay", JsonNode.class, rest).await();
    (others == null ? JsonNodeFactory.instance.arrayNode() : others).forEach(hops::add);
    return hops;
  }
}
