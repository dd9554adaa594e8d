package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lyceum.errors.HostLostException;
import io.lyceum.manager.Launch;
import io.lyceum.manager.Manager;
import io.lyceum.manager.ManagerOptions;
import io.lyceum.manager.Outcome;
import io.lyceum.manager.RetryPolicy;
import io.lyceum.manager.Run;
import io.lyceum.manager.RunException;
import io.lyceum.manager.WaitOptions;
import io.lyceum.support.TestServer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CommandHostTest {
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
  void losesACallThatHadBegunWithItsHostAndGoesOnInTheNext() {
    try (Manager manager = client.createManager(ManagerOptions.defaults().withDefaultExecutor("command"))) {
      Handle mortal = manager.launch(Launch.of("mortal").withRetry(RetryPolicy.of(1)));
      assertEquals(1, mortal.call("count", Integer.class).await());
      assertThrows(HostLostException.class, () -> mortal.call("die", Void.class).await());
      assertEquals(1, mortal.call("count", Integer.class).await());
      assertEquals(2, mortal.call("attempt", Integer.class).await());
      manager.shutdown(mortal);
      Run run = manager.run(mortal);
      assertEquals(List.of(Optional.of(Outcome.FAILED), Optional.of(Outcome.SUCCEEDED)), run.attempts().stream().map(each -> each.outcome()).toList());
      assertEquals(9, run.attempts().get(0).exitCode().orElseThrow());
    }
  }

  @Test
  void runsACallAgainThatMayRunAgain() {
    try (Manager manager = client.createManager(ManagerOptions.defaults().withDefaultExecutor("command"))) {
      Handle mortal = manager.launch(Launch.of("mortal").withRetry(RetryPolicy.of(1)));
      assertEquals(2, mortal.call("survive", Integer.class).await());
    }
  }

  @Test
  void tellsWhyAnAgentCouldNotBeMade() {
    Manager manager = client.createManager(ManagerOptions.defaults().withDefaultExecutor("command"));
    Handle mortal = manager.launch(Launch.of("mortal").withArguments(Arguments.none().named("fail", true)));
    RunException error = assertThrows(RunException.class, () -> manager.waitFor(List.of(mortal), WaitOptions.all().raising()));
    assertEquals("ConstructorError", error.type());
    assertEquals("made to fail", error.failure().cause().message());
    assertEquals("java", error.language());
    assertThrows(RunException.class, manager::close);
  }

  @Test
  void isMadeAgainWhenItsServerStopsAndStarts() throws Exception {
    ManagerOptions options = ManagerOptions.defaults().withDefaultExecutor("command");
    try (TestServer own = TestServer.start();
        Manager manager = Manager.connect(own.options().build(), options)) {
      Handle mortal = manager.launch("mortal");
      assertEquals(1, mortal.call("attempt", Integer.class).await());
      own.stopAndStart();
      assertEquals(2, mortal.call("attempt", Integer.class).await());
      assertEquals(Optional.of(Outcome.INTERRUPTED), manager.run(mortal).attempts().get(0).outcome());
    }
  }

  @Test
  void endsInOrderWhenItIsTerminated() {
    Manager manager = client.createManager(ManagerOptions.defaults().withDefaultExecutor("command"));
    Handle mortal = manager.launch("mortal");
    long pid = mortal.call("pid", Long.class).await();
    assertTrue(ProcessHandle.of(pid).orElseThrow().destroy());
    Run run = manager.waitFor(List.of(mortal)).done().get(0);
    // Its host said so, and did not leave it to its exit code.
    assertEquals("Interrupted", run.failure().orElseThrow().type());
    assertThrows(RunException.class, manager::close);
  }
}
