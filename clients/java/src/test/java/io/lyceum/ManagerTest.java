package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lyceum.errors.AlreadyExistsException;
import io.lyceum.errors.AlreadyExecutedException;
import io.lyceum.errors.KindNotFoundException;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.ManagerClosedException;
import io.lyceum.errors.NotLaunchedHereException;
import io.lyceum.manager.Completions;
import io.lyceum.manager.ExecutorOptions;
import io.lyceum.manager.Launch;
import io.lyceum.manager.LaunchBatchException;
import io.lyceum.manager.Manager;
import io.lyceum.manager.ManagerOptions;
import io.lyceum.manager.ManagerState;
import io.lyceum.manager.RetryPolicy;
import io.lyceum.manager.Run;
import io.lyceum.manager.RunEvent;
import io.lyceum.manager.RunException;
import io.lyceum.manager.RunWatch;
import io.lyceum.manager.SeveralFailuresException;
import io.lyceum.manager.WaitOptions;
import io.lyceum.manager.WaitResult;
import io.lyceum.manager.WaitTimeoutException;
import io.lyceum.support.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ManagerTest {
  private static final ManagerOptions COMMAND = ManagerOptions.defaults().withDefaultExecutor("command");

  private static TestServer server;
  private static LyceumClient client;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start();
    client = LyceumClient.connect(server.options().build());
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @Test
  void tellsWhatARunFailedWithAfterItsRetries() {
    Manager manager = client.createManager(COMMAND);
    Handle failing = manager.launch(Launch.of("failing").named("unlucky").withRetry(RetryPolicy.of(2)));
    RunException error = assertThrows(RunException.class, () -> manager.waitFor(List.of(failing), WaitOptions.all().raising()));
    assertTrue(error.remoteStack().contains("out of luck"), error.remoteStack());
    assertEquals(3, error.run().attempts().size());
    assertEquals(3, error.run().attempts().get(0).exitCode().orElseThrow());
    assertEquals("unlucky", manager.run(failing).agent().name());
    assertThrows(RunException.class, manager::close);
    manager.close();
    assertEquals(ManagerState.CLOSED, manager.info().state());
    assertThrows(ManagerClosedException.class, () -> manager.launch("failing"));
  }

  @Test
  void raisesSeveralFailuresAsOne() {
    Manager manager = client.createManager(COMMAND);
    List<Handle> both = manager.launchBatch(List.of(Launch.of("failing"), Launch.of("failing")));
    WaitResult result = manager.waitFor(both);
    assertEquals(2, result.done().stream().filter(Run::failed).count());
    SeveralFailuresException error = assertThrows(SeveralFailuresException.class, manager::close);
    assertEquals(2, error.errors().size());
    assertInstanceOf(RunException.class, error.errors().get(0));
  }

  @Test
  void launchesTheGoodOnesOfABatch() {
    Manager manager = client.createManager(COMMAND);
    List<Launch> launches = List.of(Launch.of("failing"), Launch.of("no such kind"), Launch.of("failing").on("nowhere"));
    LaunchBatchException error = assertThrows(LaunchBatchException.class, () -> manager.launchBatch(launches));
    assertEquals(List.of(1, 2), List.copyOf(error.errors().keySet()));
    assertInstanceOf(KindNotFoundException.class, error.errors().get(1));
    assertEquals(1, manager.waitFor(List.of(error.handles().get(0))).done().size());
    assertThrows(RunException.class, manager::close);
  }

  @Test
  void waitsAsItIsTold() {
    try (Manager manager = client.createManager(COMMAND.withExecutor(ExecutorOptions.named("external")))) {
      Handle pending = manager.launch(Launch.of("failing").on("external"));
      Handle failing = manager.launch("failing");
      WaitResult first = manager.waitFor(List.of(pending, failing), WaitOptions.first());
      assertEquals(List.of(failing.agent()), first.done().stream().map(Run::agent).toList());
      assertEquals(List.of(pending.agent()), first.pending());
      assertEquals(1, manager.waitFor(List.of(pending, failing), WaitOptions.firstException()).done().size());
      WaitOptions soon = WaitOptions.all().within(Duration.ofMillis(50));
      assertEquals(List.of(pending.agent()), assertThrows(WaitTimeoutException.class, () -> manager.waitFor(List.of(pending), soon)).pending());
      assertTrue(manager.waitFor(List.of()).done().isEmpty());
      Target stranger = EntityId.agent("stranger");
      assertThrows(NotLaunchedHereException.class, () -> manager.waitFor(List.of(stranger)));
      assertEquals(List.of(pending.agent()), manager.running());
    } catch (LyceumException closed) {
      assertTrue(closed instanceof RunException || closed instanceof SeveralFailuresException, closed.toString());
    }
  }

  @Test
  void leavesAWaitThatIsClosedOrInterrupted() throws Exception {
    Manager manager = client.createManager(COMMAND.withExecutor(ExecutorOptions.named("external")).withGrace(Duration.ofMillis(10)));
    Handle pending = manager.launch(Launch.of("failing").on("external"));
    CompletableFuture<Throwable> closed = new CompletableFuture<>();
    Completions completions = manager.completions(List.of(pending), WaitOptions.all());
    CompletableFuture.runAsync(completions::hasNext).whenComplete((nothing, error) -> closed.complete(error));
    completions.close();
    assertInstanceOf(LyceumException.class, LyceumException.of(closed.get(10, TimeUnit.SECONDS)));
    Thread.currentThread().interrupt();
    assertThrows(LyceumException.class, () -> manager.waitFor(List.of(pending)));
    assertTrue(Thread.interrupted());
    assertThrows(LyceumException.class, manager::close);
  }

  @Test
  void watchesEveryChangeUntilTheClose() {
    Manager manager = client.createManager(COMMAND);
    try (RunWatch watch = manager.watchRuns()) {
      assertInstanceOf(RunEvent.Snapshot.class, watch.next());
      Handle failing = manager.launch("failing");
      Run run;
      do {
        run = changed(watch);
      } while (run.outcome().isEmpty());
      assertEquals(failing.agent(), run.agent());
      assertThrows(RunException.class, manager::close);
      RunEvent last = null;
      while (watch.hasNext()) last = watch.next();
      assertEquals(ManagerState.CLOSED, assertInstanceOf(RunEvent.ManagerChanged.class, last).manager().state());
    }
  }

  @Test
  void addsExecutorsAndLaunchesRegistrations() {
    Manager manager = client.createManager(ManagerOptions.defaults().withExecutor(ExecutorOptions.named("external")));
    assertEquals("NO_DEFAULT_EXECUTOR", assertThrows(LyceumException.class, () -> manager.launch("failing")).reason());
    manager.addExecutor(ExecutorOptions.named("mine").withTemplate("command").withPlaces(1)).setDefaultExecutor("mine");
    assertThrows(AlreadyExistsException.class, () -> manager.addExecutor(ExecutorOptions.named("mine").withTemplate("command")));
    Registration registration = manager.registerAgents(List.of("failing")).get(0);
    Handle handle = manager.launch(Launch.of("failing").as(registration));
    assertEquals(registration.agent(), handle.agent());
    assertEquals("mine", manager.run(registration).executor());
    manager.waitFor(List.of(registration));
    assertThrows(AlreadyExecutedException.class, () -> manager.launch(Launch.of("failing").as(registration)));
    assertThrows(RunException.class, manager::close);
  }

  @Test
  void keepsItsLeaseAlive() throws Exception {
    try (Manager manager = client.createManager(COMMAND.withLease(Duration.ofSeconds(1)))) {
      Thread.sleep(2_500);
      assertEquals(ManagerState.OPEN, manager.info().state());
    }
    assertFalse(Thread.currentThread().isInterrupted());
  }

  private static Run changed(RunWatch watch) {
    while (true) {
      if (watch.next() instanceof RunEvent.RunChanged change) return change.run();
    }
  }
}
