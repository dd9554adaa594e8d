package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lyceum.agent.Action;
import io.lyceum.agent.Agent;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.UnavailableException;
import io.lyceum.manager.ExecutorOptions;
import io.lyceum.manager.Manager;
import io.lyceum.manager.ManagerOptions;
import io.lyceum.support.HostedAgent;
import io.lyceum.support.Relay;
import io.lyceum.support.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ReconnectTest {
  private static final ManagerOptions EXTERNAL = ManagerOptions.defaults().withExecutor(ExecutorOptions.named("external"));

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void answersEachCallOnceHoweverOftenBothSidesAreCutOff() throws Exception {
    Map<Integer, AtomicInteger> runs = new ConcurrentHashMap<>();
    Agent agent =
        Agent.builder("Tally")
            .action(
                Action.named("tally").parameter("number", Integer.class),
                context -> {
                  int number = context.arguments().get(0, Integer.class);
                  runs.computeIfAbsent(number, key -> new AtomicInteger()).incrementAndGet();
                  return number;
                })
            .build();
    try (Relay relay = new Relay(server.port());
        Manager manager = Manager.connect(server.optionsOn(relay.port()).build(), EXTERNAL)) {
      HostedAgent hosted = HostedAgent.start(manager, server.optionsOn(relay.port()).build(), agent);
      int before = relay.connections();
      List<Call<Integer>> calls = new ArrayList<>();
      for (int number = 0; number < 400; number++) {
        calls.add(hosted.handle().call("tally", Integer.class, number));
        if (number % 50 == 25) {
          calls.get(number - 20).await();
          relay.cut();
        }
      }
      for (int number = 0; number < calls.size(); number++) assertEquals(number, calls.get(number).await());
      assertTrue(relay.connections() > before, "nothing was cut");
      runs.forEach((number, count) -> assertEquals(1, count.get(), "call " + number));
      assertEquals(calls.size(), runs.size());
      manager.shutdown(hosted.handle());
      assertTrue(hosted.end().get(10, TimeUnit.SECONDS).succeeded());
    }
  }

  @Test
  void losesNoPartWhenTheHostOfAStreamIsCutOff() throws Exception {
    Agent agent =
        Agent.builder("Counter")
            .stream(
                "count",
                (context, parts) -> {
                  for (int i = 0; i < 2_000; i++) parts.send(i);
                  return "counted";
                })
            .build();
    try (Relay relay = new Relay(server.port());
        Manager manager = Manager.connect(server.options().build(), EXTERNAL)) {
      HostedAgent hosted = HostedAgent.start(manager, server.optionsOn(relay.port()).build(), agent);
      try (ActionStream<Integer, String> stream = hosted.handle().stream("count", Integer.class, String.class)) {
        int next = 0;
        for (int part : stream) {
          assertEquals(next++, part);
          if (next % 400 == 200) relay.cut();
        }
        assertEquals(2_000, next);
        assertEquals("counted", stream.result().await());
      }
    }
  }

  @Test
  void keepsCallsThatAreMadeWhileTheServerIsAway() throws Exception {
    try (Relay relay = new Relay(server.port());
        Manager manager = Manager.connect(server.options().build(), EXTERNAL);
        LyceumClient client = LyceumClient.connect(server.optionsOn(relay.port()).build())) {
      HostedAgent hosted = HostedAgent.start(manager, server.options().build(), echo());
      relay.shut();
      Call<String> call = client.handle(hosted.handle().agent()).call("echo", String.class, "later");
      CompletableFuture<Void> told = client.handle(hosted.handle().agent()).notify("echo", "later");
      relay.reopen();
      assertEquals("later", call.await());
      told.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void noticesThatTheServerFellSilent() throws Exception {
    try (Relay relay = new Relay(server.port());
        Manager manager = Manager.connect(server.options().build(), EXTERNAL);
        LyceumClient client = LyceumClient.connect(server.optionsOn(relay.port()).silence(Duration.ofSeconds(1)).build())) {
      HostedAgent hosted = HostedAgent.start(manager, server.options().build(), echo());
      Handle handle = client.handle(hosted.handle().agent());
      handle.ping().get(10, TimeUnit.SECONDS);
      relay.fallSilent();
      assertEquals("heard", handle.call("echo", String.class, "heard").await());
    }
  }

  @Test
  void failsCallsWhenTheServerStaysAway() throws Exception {
    try (Relay relay = new Relay(server.port());
        LyceumClient client = LyceumClient.connect(server.optionsOn(relay.port()).unreachable(Duration.ofMillis(300)).build())) {
      relay.shut();
      CompletableFuture<Duration> ping = client.handle(EntityId.agent("nobody")).ping();
      LyceumException error = failureOf(ping);
      assertTrue(error instanceof UnavailableException, String.valueOf(error));
      relay.reopen();
    }
  }

  @Test
  void connectsToAServerThatComesLater() throws Exception {
    try (Relay relay = new Relay(server.port())) {
      relay.shut();
      Options options = server.optionsOn(relay.port()).build();
      CompletableFuture<LyceumClient> connecting = CompletableFuture.supplyAsync(() -> LyceumClient.connect(options));
      CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(relay::reopen);
      try (LyceumClient client = connecting.get(30, TimeUnit.SECONDS)) {
        assertEquals(MailboxStatus.ACTIVE, client.mailbox(client.entity()).status());
      }
    }
  }

  @Test
  void goesOnWithAWaitWhoseStreamWasCut() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    try (Relay relay = new Relay(server.port());
        Manager manager = Manager.connect(server.optionsOn(relay.port()).build(), EXTERNAL)) {
      HostedAgent hosted = HostedAgent.start(manager, server.options().build(), echo());
      CompletableFuture<Integer> ended =
          CompletableFuture.supplyAsync(
              () -> {
                waiting.countDown();
                return manager.waitFor(List.of(hosted.handle())).done().size();
              });
      waiting.await();
      relay.cut();
      hosted.handle().shutdown().get(10, TimeUnit.SECONDS);
      assertEquals(1, ended.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void outlivesARestartOfTheServer() throws Exception {
    try (TestServer own = TestServer.start();
        Manager manager = Manager.connect(own.options().build(), EXTERNAL)) {
      HostedAgent hosted = HostedAgent.start(manager, own.options().build(), echo());
      own.restart();
      assertEquals("again", hosted.handle().call("echo", String.class, "again").await());
      manager.shutdown(hosted.handle());
      assertTrue(hosted.end().get(10, TimeUnit.SECONDS).succeeded());
    }
  }

  private static Agent echo() {
    return Agent.builder("Echo").action("echo", context -> context.arguments().get(0, String.class)).build();
  }

  private static LyceumException failureOf(CompletableFuture<?> future) throws Exception {
    return future.handle((value, error) -> LyceumException.of(error)).get(30, TimeUnit.SECONDS);
  }
}
