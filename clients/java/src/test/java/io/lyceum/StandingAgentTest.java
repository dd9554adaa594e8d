package io.lyceum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lyceum.agent.Agent;
import io.lyceum.agent.HostEnd;
import io.lyceum.agent.StandingAgent;
import io.lyceum.support.TestServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StandingAgentTest {
  @Test
  void comesBackUnderItsIdUntilItsMailboxIsTerminated() throws Exception {
    try (TestServer server = TestServer.start();
        LyceumClient client = LyceumClient.connect(server.options().build())) {
      Agent agent = Agent.builder("Echo").derivedFrom("Base").action("echo", context -> context.arguments().get(0, String.class)).build();
      Handle handle = client.handle(EntityId.agent("echo-1"));

      StandingAgent first = StandingAgent.of(agent).with(server.options().build()).as("echo-1").named("echo");
      CompletableFuture<HostEnd> firstEnd = CompletableFuture.supplyAsync(first::run);
      assertEquals("one", callOnceRegistered(client, handle, "one"));
      assertEquals(List.of(handle.agent()), client.discover("Base"));
      first.interrupt();
      assertTrue(firstEnd.get(20, TimeUnit.SECONDS).succeeded());
      assertEquals(MailboxStatus.ACTIVE, client.mailbox(handle.agent()).status());

      Call<String> between = handle.call("echo", String.class, "two");
      StandingAgent second = StandingAgent.of(agent).with(server.options().build()).as("echo-1");
      CompletableFuture<HostEnd> secondEnd = CompletableFuture.supplyAsync(second::run);
      assertEquals("two", between.await());
      handle.shutdown(true).get(20, TimeUnit.SECONDS);
      assertTrue(secondEnd.get(20, TimeUnit.SECONDS).succeeded());
      assertEquals(MailboxStatus.TERMINATED, client.mailbox(handle.agent()).status());
    }
  }

  private static String callOnceRegistered(LyceumClient client, Handle handle, String text) throws InterruptedException {
    while (client.mailbox(handle.agent()).status() != MailboxStatus.ACTIVE) Thread.sleep(10);
    return handle.call("echo", String.class, text).await();
  }
}
