package io.lyceum.agent;

import io.lyceum.EntityId;
import io.lyceum.Exchange;
import io.lyceum.Options;
import io.lyceum.Payload;
import io.lyceum.errors.LyceumException;
import io.lyceum.internal.EventLoop;
import io.lyceum.internal.Failures;
import io.lyceum.internal.Workers;
import io.lyceum.internal.exchange.Connection;
import io.lyceum.internal.exchange.EntityToken;
import io.lyceum.internal.exchange.Messenger;
import io.lyceum.internal.exchange.SessionOptions;
import io.lyceum.internal.rpc.Rpc;
import io.lyceum.v1.GetRunSpecRequest;
import io.lyceum.v1.RunSpec;
import io.lyceum.v1.RunnerServiceGrpc;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hosts one attempt of a run: fetches what to run, makes the agent, listens, serves, and reports how it ended until that is heard. This is what a
 * program does that the server starts (driver {@code command}), or that claims a run (driver {@code external}); {@code LYCEUM_URL} and {@code
 * LYCEUM_TOKEN_FILE} say where and which.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   System.exit(Host.of(counter).run().exitCode());
 * }
 * }</pre>
 */
public final class Host {
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final AgentFactory factory;
  private final Options options;
  private final Duration drain;
  private volatile boolean going;
  private AgentRuntime runtime;

  private Host(AgentFactory factory, Options options, Duration drain) {
    this.factory = factory;
    this.options = options;
    this.drain = drain;
  }

  /** A host of an agent that takes no arguments. */
  public static Host of(Agent agent) {
    return of(context -> agent);
  }

  /** A host of an agent that is made with the arguments of its launch. */
  public static Host of(AgentFactory factory) {
    return new Host(factory, Options.defaults(), DRAIN);
  }

  /** Reached and credentialed otherwise than the environment says; the credential is a run token. */
  public Host with(Options other) {
    return new Host(factory, other, drain);
  }

  /** Time that running actions have to finish once the host must go; default 5 s. */
  public Host withDrain(Duration time) {
    return new Host(factory, options, time);
  }

  /**
   * Hosts an attempt from its start to its end. When the program is told to end meanwhile (SIGTERM) the agent ends in order, and the attempt is
   * reported as interrupted.
   *
   * @throws LyceumException when there is nothing to run: the run has ended, the attempt is over, the credential is no run token
   */
  public HostEnd run() {
    return TerminationHook.during(this::interrupt, this::host);
  }

  /** Has it end in order, by another thread: as SIGTERM does. */
  public void interrupt() {
    AgentRuntime present;
    synchronized (this) {
      going = true;
      present = runtime;
    }
    if (present != null) present.interrupt(drain.toMillis());
  }

  private HostEnd host() {
    EventLoop loop = new EventLoop("lyceum-host");
    Rpc claim = new Rpc(options, loop);
    try {
      RunSpec spec = specOf(claim);
      Rpc runner = spec.getRunToken().isEmpty() ? claim : claim.withToken(spec.getRunToken());
      Connection connection = new Connection(runner, loop, options);
      try {
        RuntimeEnd end = live(spec, runner, connection);
        Optional<Boolean> runEnded = new Reports(runner).exited(end, () -> going);
        return new HostEnd(end.failure() == null && !end.interrupted(), Optional.ofNullable(end.failure()), runEnded);
      } finally {
        connection.close();
      }
    } finally {
      claim.close();
    }
  }

  private RuntimeEnd live(RunSpec spec, Rpc runner, Connection connection) {
    if (going) return new RuntimeEnd(null, null, true);
    int limit = spec.getConfig().getMaxConcurrentActions();
    int window = limit == 0 ? SessionOptions.WINDOW : Math.min(limit, SessionOptions.WINDOW);
    EntityId entity = EntityId.of(spec.getAgent().getEntity());
    SessionOptions session = new SessionOptions(EntityToken.of(spec.getAgent()), () -> renew(runner), window);
    Messenger messenger = new Messenger(entity, runner, connection, session, true);
    AgentRuntime made;
    try {
      Exchange exchange = new Exchange(messenger, options.actionDeadline().orElse(null));
      Payload arguments = new Payload(spec.getArguments().getMediaType(), spec.getArguments().getData());
      AgentContext context = new AgentContext(exchange, spec.getAttempt(), ReceivedArguments.of(arguments, exchange::handle));
      made = new AgentRuntime(factory.make(context), context, messenger, spec.getConfig());
    } catch (Throwable error) {
      messenger.close(DRAIN);
      return new RuntimeEnd(Failures.step("ConstructorError", "the agent could not be made", error), null, false);
    }
    return live(made, new Reports(runner));
  }

  private RuntimeEnd live(AgentRuntime made, Reports reports) {
    AtomicBoolean over = new AtomicBoolean();
    synchronized (this) {
      runtime = made;
    }
    if (going) made.interrupt(drain.toMillis());
    try {
      return made.run(() -> Workers.pool().execute(() -> reports.started(over::get)));
    } finally {
      over.set(true);
    }
  }

  private static RunSpec specOf(Rpc rpc) {
    return rpc.unary(RunnerServiceGrpc.getGetRunSpecMethod(), GetRunSpecRequest.getDefaultInstance(), Rpc.FOREVER).getSpec();
  }

  private static CompletableFuture<EntityToken> renew(Rpc rpc) {
    return rpc.unaryLater(RunnerServiceGrpc.getGetRunSpecMethod(), GetRunSpecRequest.getDefaultInstance())
        .thenApply(response -> EntityToken.of(response.getSpec().getAgent()));
  }
}
