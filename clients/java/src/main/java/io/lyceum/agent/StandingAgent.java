package io.lyceum.agent;

import io.lyceum.EntityId;
import io.lyceum.Exchange;
import io.lyceum.LyceumClient;
import io.lyceum.NewAgent;
import io.lyceum.Options;
import io.lyceum.Payload;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.Workers;
import io.lyceum.internal.exchange.EntityToken;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.exchange.SessionOptions;
import io.lyceum.v1.RuntimeConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Runs an agent that no manager launches: it is registered, listens, and serves until it is asked to end. Its mailbox is kept at its end, unless who
 * ends it says otherwise, so that it may come back under the same id.
 */
public final class StandingAgent {
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Agent agent;
  private final Options options;
  private final String uid;
  private final String name;
  private AgentRuntime runtime;
  private boolean going;

  private StandingAgent(Agent agent, Options options, String uid, String name) {
    this.agent = agent;
    this.options = options;
    this.uid = uid;
    this.name = name;
  }

  /** An agent with a new id, at the server that the environment names. */
  public static StandingAgent of(Agent agent) {
    return new StandingAgent(agent, Options.defaults(), "", "");
  }

  /** At another server. */
  public StandingAgent with(Options other) {
    return new StandingAgent(agent, other, uid, name);
  }

  /** With an id of one's own, so that it is the same agent each time. */
  public StandingAgent as(String ownUid) {
    return new StandingAgent(agent, options, ownUid, name);
  }

  /** With a name, for people. */
  public StandingAgent named(String forPeople) {
    return new StandingAgent(agent, options, uid, forPeople);
  }

  /**
   * Runs it from its start to its end. When the program is told to end meanwhile (SIGTERM) it ends in order.
   *
   * @throws LyceumException when it cannot be registered
   */
  public HostEnd run() {
    return TerminationHook.during(this::interrupt, this::serve);
  }

  /** Has it end in order, by another thread. */
  public void interrupt() {
    AgentRuntime present;
    synchronized (this) {
      going = true;
      present = runtime;
    }
    if (present != null) present.interrupt(DRAIN.toMillis());
  }

  private HostEnd serve() {
    try (LyceumClient user = LyceumClient.connect(options, "host of " + (name.isEmpty() ? agent.lineage().get(0) : name))) {
      var registration = user.register(List.of(new NewAgent(name, agent.lineage(), uid))).get(0);
      RuntimeEnd end = live(user, registration);
      if (!end.interrupted() && Boolean.TRUE.equals(end.terminate())) user.terminate(EntityId.of(registration.getEntity()));
      return new HostEnd(end.failure() == null, Optional.ofNullable(end.failure()), Optional.empty());
    }
  }

  private RuntimeEnd live(LyceumClient user, io.lyceum.v1.Registration registration) {
    EntityId id = EntityId.of(registration.getEntity());
    EntityToken.Renewal renewal = () -> CompletableFuture.supplyAsync(() -> renewed(user, id), Workers.pool());
    SessionOptions session = new SessionOptions(EntityToken.of(registration), renewal, SessionOptions.WINDOW);
    Messenger messenger = new Messenger(id, user.rpc(), user.connection(), session, true);
    Exchange exchange = new Exchange(messenger, options.actionDeadline().orElse(null));
    AgentContext context = new AgentContext(exchange, 0, ReceivedArguments.of(Payload.NONE, exchange::handle));
    AgentRuntime made = new AgentRuntime(agent, context, messenger, RuntimeConfig.getDefaultInstance());
    boolean late;
    synchronized (this) {
      runtime = made;
      late = going;
    }
    if (late) made.interrupt(0);
    return made.run(() -> {});
  }

  private EntityToken renewed(LyceumClient user, EntityId id) {
    return EntityToken.of(user.register(List.of(new NewAgent(id.name(), agent.lineage(), id.uid()))).get(0));
  }
}
