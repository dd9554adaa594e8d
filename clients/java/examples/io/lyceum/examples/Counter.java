package io.lyceum.examples;

import io.lyceum.ActionStream;
import io.lyceum.Arguments;
import io.lyceum.Call;
import io.lyceum.Handle;
import io.lyceum.Options;
import io.lyceum.agent.Agent;
import io.lyceum.agent.Host;
import io.lyceum.agent.HostEnd;
import io.lyceum.errors.LyceumException;
import io.lyceum.manager.ExecutorOptions;
import io.lyceum.manager.ExternalRun;
import io.lyceum.manager.Launch;
import io.lyceum.manager.Manager;
import io.lyceum.manager.ManagerOptions;
import java.util.concurrent.CompletableFuture;

/** An agent of this very program: launched, called, read, cancelled, ended. It needs nothing but a server. */
public final class Counter {
  private Counter() {}

  /** Runs against the server that the environment names. */
  public static void main(String[] arguments) {
    Options options = Options.defaults();
    ManagerOptions external = ManagerOptions.defaults().withExecutor(ExecutorOptions.named("external"));
    try (Manager manager = Manager.connect(options, external)) {
      Agent agent = CounterAgent.startingAt(40);
      ExternalRun run = manager.launchExternal(Launch.external(agent.lineage()).on("external").named("mine"));
      Host host = Host.of(agent).with(options.toBuilder().token(run.token()).build());
      CompletableFuture<HostEnd> end = CompletableFuture.supplyAsync(host::run);

      Handle counter = run.handle();
      System.out.println("increment: " + counter.call("increment", Integer.class).await());
      System.out.println("by name:   " + counter.call("increment", Integer.class, Arguments.none().named("by", 59)).await());
      try (ActionStream<Integer, String> countdown = counter.stream("countdown", Integer.class, String.class, 3)) {
        for (int number : countdown) System.out.println("countdown: " + number);
        System.out.println("countdown: " + countdown.result().await());
      }
      Call<String> sleep = counter.call("sleep", String.class);
      sleep.cancel(true);
      System.out.println("cancelled: " + sleep.isCancelled());
      try {
        counter.call("explode", Void.class).await();
      } catch (LyceumException error) {
        System.out.println("refused:   " + error.reason() + ", " + error.getMessage());
      }
      manager.shutdown(counter);
      System.out.println("ended well: " + end.join().succeeded());
    }
  }
}
