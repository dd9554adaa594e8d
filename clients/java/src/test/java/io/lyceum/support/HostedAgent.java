package io.lyceum.support;

import io.lyceum.Handle;
import io.lyceum.Options;
import io.lyceum.agent.Agent;
import io.lyceum.agent.Host;
import io.lyceum.agent.HostEnd;
import io.lyceum.manager.ExternalRun;
import io.lyceum.manager.Launch;
import io.lyceum.manager.Manager;
import io.lyceum.manager.RuntimeConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An agent that this process hosts, for a run of driver {@code external}. */
public final class HostedAgent {
  private final Handle handle;
  private final Host host;
  private final CompletableFuture<HostEnd> end;

  private HostedAgent(Handle handle, Host host, CompletableFuture<HostEnd> end) {
    this.handle = handle;
    this.host = host;
    this.end = end;
  }

  /** Launches and hosts it, and waits until it serves. */
  public static HostedAgent start(Manager manager, Options options, Agent agent) throws Exception {
    return start(manager, options, agent, RuntimeConfig.defaults());
  }

  /** The same, with a configuration. */
  public static HostedAgent start(Manager manager, Options options, Agent agent, RuntimeConfig config) throws Exception {
    ExternalRun run = manager.launchExternal(Launch.external(agent.lineage()).on("external").withConfig(config));
    Host host = Host.of(agent).with(options.toBuilder().token(run.token()).build());
    CompletableFuture<HostEnd> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                end.complete(host.run());
              } catch (Throwable error) {
                end.completeExceptionally(error);
              }
            },
            "test host");
    thread.setDaemon(true);
    thread.start();
    HostedAgent hosted = new HostedAgent(run.handle(), host, end);
    hosted.handle.ping().get(30, TimeUnit.SECONDS);
    return hosted;
  }

  /** A handle of it, of the manager's user. */
  public Handle handle() {
    return handle;
  }

  /** Its host. */
  public Host host() {
    return host;
  }

  /** How its host ended, once it has. */
  public CompletableFuture<HostEnd> end() {
    return end;
  }
}
