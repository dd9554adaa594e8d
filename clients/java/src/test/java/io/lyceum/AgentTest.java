package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lyceum.agent.Action;
import io.lyceum.agent.Agent;
import io.lyceum.errors.ActionCancelledException;
import io.lyceum.errors.AgentException;
import io.lyceum.errors.ExpiredException;
import io.lyceum.errors.InvalidArgumentsException;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.MailboxTerminatedException;
import io.lyceum.errors.UnsupportedRequestException;
import io.lyceum.manager.ExecutorOptions;
import io.lyceum.manager.Launch;
import io.lyceum.manager.LaunchBatchException;
import io.lyceum.manager.Manager;
import io.lyceum.manager.ManagerOptions;
import io.lyceum.manager.RunException;
import io.lyceum.manager.RuntimeConfig;
import io.lyceum.support.HostedAgent;
import io.lyceum.support.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AgentTest {
  private static final long SOON = 20;

  private static TestServer server;
  private static Manager manager;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start();
    manager = Manager.connect(server.options().build(), ManagerOptions.defaults().withExecutor(ExecutorOptions.named("external")));
  }

  @AfterAll
  static void stop() {
    assertThrows(LyceumException.class, manager::close, "agents failed, and the close does not tell");
    server.close();
  }

  @Test
  void interruptsAnActionThatItsCallerCancels() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    HostedAgent hosted =
        host(
            Agent.builder("Sleeper")
                .action(
                    "sleep",
                    context -> {
                      begun.countDown();
                      try {
                        Thread.sleep(60_000);
                      } catch (InterruptedException error) {
                        interrupted.complete(context.isCancelled());
                      }
                      return null;
                    })
                .build());
    Call<Void> call = hosted.handle().call("sleep", Void.class);
    begun.await();
    assertTrue(call.cancel(true));
    assertTrue(call.isCancelled());
    assertThrows(CancellationException.class, call::get);
    assertInstanceOf(ActionCancelledException.class, assertThrows(LyceumException.class, call::await));
    assertTrue(interrupted.get(SOON, TimeUnit.SECONDS));
    manager.shutdown(hosted.handle());
  }

  @Test
  void cancelsWhatItsCallerGivesUpOtherwise() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    HostedAgent hosted =
        host(
            Agent.builder("Sleeper")
                .action(
                    "sleep",
                    context -> {
                      try {
                        Thread.sleep(60_000);
                      } finally {
                        cancelled.countDown();
                      }
                      return null;
                    })
                .build());
    CompletableFuture<Void> call = hosted.handle().call("sleep", Void.class).orTimeout(200, TimeUnit.MILLISECONDS);
    assertThrows(ExecutionException.class, call::get);
    assertTrue(cancelled.await(SOON, TimeUnit.SECONDS));
    manager.shutdown(hosted.handle());
  }

  @Test
  void givesAnActionItsDeadline() throws Exception {
    AtomicReference<Boolean> hadDeadline = new AtomicReference<>();
    HostedAgent hosted =
        host(
            Agent.builder("Sleeper")
                .action(
                    "sleep",
                    context -> {
                      hadDeadline.set(context.deadline().isPresent());
                      Thread.sleep(60_000);
                      return null;
                    })
                .build());
    Handle hurried = hosted.handle().withDeadline(Duration.ofMillis(300));
    assertThrows(ExpiredException.class, () -> hurried.call("sleep", Void.class).await());
    assertTrue(hadDeadline.get());
    manager.shutdown(hosted.handle());
  }

  @Test
  void streamsNoFasterThanItsReaderReads() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    HostedAgent hosted =
        host(
            Agent.builder("Counter")
                .stream(
                    "count",
                    (context, parts) -> {
                      try {
                        for (int i = 0; i < 10_000; i++, sent.incrementAndGet()) parts.send(i);
                      } catch (InterruptedException error) {
                        stopped.complete(true);
                      }
                      return null;
                    })
                .build());
    try (ActionStream<Integer, Void> stream = hosted.handle().stream("count", Integer.class, Void.class)) {
      int next = 0;
      for (int part : stream) {
        assertEquals(next++, part);
        if (next == 100) break;
      }
      assertTrue(sent.get() < 1_000, sent + " parts were sent though 100 were read");
      assertThrows(IllegalStateException.class, stream::iterator);
    }
    assertTrue(stopped.get(SOON, TimeUnit.SECONDS));
    manager.shutdown(hosted.handle());
  }

  @Test
  void runsAsManyActionsAtOnceAsItMay() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Agent agent =
        Agent.builder("Worker")
            .action(
                "work",
                context -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  Thread.sleep(5);
                  running.decrementAndGet();
                  return null;
                })
            .build();
    HostedAgent hosted =
        HostedAgent.start(manager, server.options().build(), agent, RuntimeConfig.defaults().withMaxConcurrentActions(3));
    List<Call<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) calls.add(hosted.handle().call("work", Void.class));
    for (Call<Void> call : calls) call.await();
    assertEquals(3, most.get());
    manager.shutdown(hosted.handle());
  }

  @Test
  void answersWithWhatAStageComesTo() throws Exception {
    HostedAgent hosted =
        host(
            Agent.builder("Later")
                .action("later", context -> CompletableFuture.supplyAsync(() -> "done"))
                .action("never", context -> CompletableFuture.failedFuture(new IllegalStateException("not today")))
                .build());
    assertEquals("done", hosted.handle().call("later", String.class).await());
    AgentException error = assertThrows(AgentException.class, () -> hosted.handle().call("never", String.class).await());
    assertEquals("java.lang.IllegalStateException", error.type());
    manager.shutdown(hosted.handle());
  }

  @Test
  void outlivesWhateverItsActionsThrow() throws Exception {
    HostedAgent hosted =
        host(
            Agent.builder("Bad")
                .action("recurse", context -> deeper(1))
                .action("exhaust", context -> new long[Integer.MAX_VALUE][Integer.MAX_VALUE])
                .action("fail", context -> {
                  throw new LinkageError("no such class");
                })
                .build());
    for (String action : List.of("recurse", "exhaust", "fail")) {
      assertThrows(AgentException.class, () -> hosted.handle().call(action, Void.class).await(), action);
    }
    assertFalse(hosted.handle().ping().get(SOON, TimeUnit.SECONDS).isNegative());
    manager.shutdown(hosted.handle());
  }

  @Test
  void refusesArgumentsThatDoNotFit() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Action action = Action.named("add").parameter("left", Integer.class).optional("right", Integer.class);
    HostedAgent hosted =
        host(
            Agent.builder("Adder")
                .action(
                    action,
                    context -> {
                      runs.incrementAndGet();
                      return context.arguments().get(0, Integer.class) + context.arguments().get("right", Integer.class, 1);
                    })
                .action("first", context -> context.arguments().get(0, Integer.class))
                .build());
    Handle handle = hosted.handle();
    assertEquals(3, handle.call("add", Integer.class, Arguments.none().named("left", 2)).await());
    Object[][] wrong = {{}, {"1"}, {1, 2, 3}, {1.5}};
    for (Object[] arguments : wrong) {
      assertThrows(InvalidArgumentsException.class, () -> handle.call("add", Integer.class, arguments).await());
    }
    assertThrows(InvalidArgumentsException.class, () -> handle.call("add", Integer.class, Arguments.of(1).named("left", 2)).await());
    assertThrows(InvalidArgumentsException.class, () -> handle.call("first", Integer.class, "one").await());
    assertEquals(1, runs.get());
    assertEquals(List.of("left"), required(handle.describe().await()));
    manager.shutdown(handle);
  }

  @Test
  void readsHandlesAndMakesThemOfResults() throws Exception {
    HostedAgent echo = host(Agent.builder("Echo").action("echo", context -> context.arguments().get(0, String.class)).build());
    HostedAgent caller =
        host(
            Agent.builder("Caller")
                .action("ask", context -> context.arguments().get(0, Handle.class).call("echo", String.class, "asked").await())
                .action("same", context -> List.of(context.arguments().get(0, Handle.class)))
                .build());
    assertEquals("asked", caller.handle().call("ask", String.class, echo.handle()).await());
    List<Handle> handles = caller.handle().call("same", new TypeReference<List<Handle>>() {}, echo.handle()).await();
    assertEquals("back", handles.get(0).call("echo", String.class, "back").await());
    manager.shutdown(caller.handle());
    manager.shutdown(echo.handle());
  }

  @Test
  void livesItsLifeInOrder() throws Exception {
    List<String> life = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch ticked = new CountDownLatch(3);
    HostedAgent hosted =
        host(
            Agent.builder("Liver")
                .onStartup(context -> life.add("startup"))
                .loop(
                    "loop",
                    context -> {
                      while (context.pause(Duration.ofDays(1))) life.add("never");
                      life.add("loop ended");
                    })
                .timer("tick", Duration.ofMillis(1), context -> ticked.countDown())
                .onShutdown(context -> life.add("shutdown"))
                .action(
                    "end",
                    context -> {
                      context.shutdown();
                      return "ended";
                    })
                .build());
    assertTrue(ticked.await(SOON, TimeUnit.SECONDS));
    assertEquals("ended", hosted.handle().call("end", String.class).await());
    assertTrue(hosted.end().get(SOON, TimeUnit.SECONDS).succeeded());
    assertEquals("startup", life.get(0));
    assertEquals("shutdown", life.get(life.size() - 1));
    assertThrows(MailboxTerminatedException.class, () -> hosted.handle().call("end", String.class).await());
  }

  @Test
  void failsItsRunWhenALoopFails() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    HostedAgent hosted =
        host(
            Agent.builder("Doomed")
                .loop(
                    "doom",
                    context -> {
                      go.await();
                      throw new IllegalStateException("doomed");
                    })
                .build());
    go.countDown();
    assertEquals("LoopError", hosted.end().get(SOON, TimeUnit.SECONDS).failure().orElseThrow().type());
    RunException error = assertThrows(RunException.class, () -> manager.shutdown(hosted.handle()));
    assertEquals("doomed", error.failure().cause().message());
  }

  @Test
  void endsInOrderWhenItsHostMustGo() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    HostedAgent hosted =
        host(
            Agent.builder("Busy")
                .action(
                    "work",
                    context -> {
                      begun.countDown();
                      Thread.sleep(500);
                      return "finished";
                    })
                .build());
    Call<String> call = hosted.handle().call("work", String.class);
    begun.await();
    hosted.host().interrupt();
    assertEquals("finished", call.await());
    assertFalse(hosted.end().get(SOON, TimeUnit.SECONDS).succeeded());
  }

  @Test
  void tellsWhatIsNoAgentAndWhatHasNoExecutor() throws Exception {
    Handle user = manager.handle(manager.client().entity());
    assertThrows(UnsupportedRequestException.class, () -> user.call("anything", Void.class).await());
    LyceumException error = assertThrows(LaunchBatchException.class, () -> manager.launchBatch(List.of(Launch.of("failing"))));
    assertEquals("NO_DEFAULT_EXECUTOR", error.reason());
  }

  private static List<String> required(AgentDescription description) throws Exception {
    var schema = new ObjectMapper().readTree(description.actions().get(0).argumentsSchema());
    return List.of(schema.get("required").get(0).asText());
  }

  private static int deeper(int depth) {
    return deeper(depth + 1) + 1;
  }

  private static HostedAgent host(Agent agent) throws Exception {
    return HostedAgent.start(manager, server.options().build(), agent);
  }
}
