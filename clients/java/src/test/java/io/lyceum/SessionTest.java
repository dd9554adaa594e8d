package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lyceum.agent.Action;
import io.lyceum.agent.Agent;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.SupersededException;
import io.lyceum.errors.UnauthenticatedException;
import io.lyceum.internal.exchange.EntityToken;
import io.lyceum.internal.exchange.Held;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.exchange.RequestServer;
import io.lyceum.internal.exchange.SessionOptions;
import io.lyceum.manager.ExecutorOptions;
import io.lyceum.manager.Manager;
import io.lyceum.manager.ManagerOptions;
import io.lyceum.support.HostedAgent;
import io.lyceum.support.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionTest {
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start("entityTokens: 2s");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Takes what comes, and settles nothing. */
  private static final class Ear implements RequestServer {
    final BlockingQueue<Held> heard = new LinkedBlockingQueue<>();
    final CompletableFuture<LyceumException> ended = new CompletableFuture<>();

    @Override
    public void request(Held held) {
      heard.add(held);
    }

    @Override
    public void revoked(Held held) {}

    @Override
    public void ended(LyceumException error) {
      ended.complete(error);
    }
  }

  @Test
  void endsForGoodWhenAnotherTakesTheMailbox() throws Exception {
    try (LyceumClient client = LyceumClient.connect(server.options().build());
        LyceumClient other = LyceumClient.connect(server.options().build())) {
      var registration = client.register(List.of(NewAgent.of("Contested"))).get(0);
      Ear first = listen(client, registration);
      client.handle(EntityId.of(registration.getEntity())).notify("hello").get(10, TimeUnit.SECONDS);
      assertEquals("hello", first.heard.poll(10, TimeUnit.SECONDS).envelope().getAction());
      Ear second = listen(other, registration);
      assertInstanceOf(SupersededException.class, first.ended.get(10, TimeUnit.SECONDS));
      Held again = second.heard.poll(10, TimeUnit.SECONDS);
      assertEquals("hello", again.envelope().getAction());
      assertEquals(2, again.attempt());
    }
  }

  @Test
  void outlivesItsTokens() throws Exception {
    ManagerOptions external = ManagerOptions.defaults().withExecutor(ExecutorOptions.named("external"));
    Agent agent = Agent.builder("Echo").action(Action.named("echo"), context -> context.arguments().get(0, Integer.class)).build();
    try (Manager manager = Manager.connect(server.options().build(), external)) {
      HostedAgent hosted = HostedAgent.start(manager, server.options().build(), agent);
      long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
      for (int count = 0; System.nanoTime() < until; count++) {
        assertEquals(count, hosted.handle().call("echo", Integer.class, count).await());
        Thread.sleep(100);
      }
      manager.shutdown(hosted.handle());
      assertTrue(hosted.end().get(10, TimeUnit.SECONDS).succeeded());
    }
  }

  @Test
  void refusesAWrongCredentialAtOnce() throws Exception {
    Options wrong = server.options().token("wrong").build();
    assertEquals("TOKEN_INVALID", assertThrows(UnauthenticatedException.class, () -> LyceumClient.connect(wrong)).reason());
  }

  private static Ear listen(LyceumClient client, io.lyceum.v1.Registration registration) {
    Ear ear = new Ear();
    SessionOptions options = new SessionOptions(EntityToken.of(registration), null, SessionOptions.WINDOW);
    new Messenger(EntityId.of(registration.getEntity()), client.rpc(), client.connection(), options, true).serve(ear);
    return ear;
  }
}
