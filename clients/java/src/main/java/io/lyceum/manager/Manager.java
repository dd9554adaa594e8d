package io.lyceum.manager;

import io.lyceum.EntityId;
import io.lyceum.Handle;
import io.lyceum.LyceumClient;
import io.lyceum.Options;
import io.lyceum.Registration;
import io.lyceum.Target;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.LyceumException;
import io.lyceum.errors.ManagerClosedException;
import io.lyceum.internal.rpc.Rpc;
import io.lyceum.v1.AddExecutorRequest;
import io.lyceum.v1.CreateManagerRequest;
import io.lyceum.v1.GetManagerRequest;
import io.lyceum.v1.GetRunRequest;
import io.lyceum.v1.KindRegistration;
import io.lyceum.v1.LaunchRequest;
import io.lyceum.v1.Launched;
import io.lyceum.v1.ListRunsRequest;
import io.lyceum.v1.ListRunsResponse;
import io.lyceum.v1.ManagerServiceGrpc;
import io.lyceum.v1.ManagerServiceRegisterAgentsRequest;
import io.lyceum.v1.SetDefaultExecutorRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Launches agents, waits for them, ends them. Its record, its agents' runs and their outcomes are the server's; this program owns it as long as it
 * renews the lease, which it does by itself. Any number of threads may use it. Its methods wait for the server, at most for the deadline of the
 * options, and throw {@link LyceumException}s.
 *
 * <pre>{@code
 * try (var manager = Manager.connect(Options.defaults(), ManagerOptions.defaults().withDefaultExecutor("command"))) {
 *   Handle counter = manager.launch(Launch.of("counter").withArguments(10));
 *   System.out.println(counter.call("increment", Integer.class, 2).await());
 * }
 * }</pre>
 */
public final class Manager implements AutoCloseable {
  private static final int PAGE = 1_000;

  private final Source source;
  private final boolean ownsManager;
  private final boolean ownsClient;
  private final Lease lease;
  private boolean closed;

  private Manager(Source source, boolean ownsManager, boolean ownsClient, Lease lease) {
    this.source = source;
    this.ownsManager = ownsManager;
    this.ownsClient = ownsClient;
    this.lease = lease;
  }

  /** Connects to a server and makes a manager with a user of its own. */
  public static Manager connect(Options options, ManagerOptions managerOptions) {
    LyceumClient client = LyceumClient.connect(options);
    try {
      return create(client, managerOptions, true);
    } catch (RuntimeException error) {
      client.close();
      throw error;
    }
  }

  /** Makes a manager of a client, which stays open when it is closed. */
  public static Manager create(LyceumClient client, ManagerOptions options) {
    return create(client, options, false);
  }

  /** A manager that is there, and stays open when it is closed here; an empty id means the server's own. */
  public static Manager of(LyceumClient client, String managerId) {
    return new Manager(new Source(client, managerId), false, false, null);
  }

  /** Its id at the server; empty for the server's own. */
  public String id() {
    return source.managerId();
  }

  /** The exchange, in the name of its user. */
  public LyceumClient client() {
    return source.client();
  }

  /** What the server says of it now. */
  public ManagerInfo info() {
    var request = GetManagerRequest.newBuilder().setManagerId(id()).build();
    return ManagerInfo.of(rpc().unary(ManagerServiceGrpc.getGetManagerMethod(), request).getManager());
  }

  /** Adds an executor from a template of the operator; can be chained. */
  public Manager addExecutor(ExecutorOptions executor) {
    var request = AddExecutorRequest.newBuilder().setRequestId(newId()).setManagerId(id()).setExecutor(executor.toProto());
    rpc().unary(ManagerServiceGrpc.getAddExecutorMethod(), request.build());
    return this;
  }

  /** Sets the executor of launches that name none, or (empty) sets that there is none; can be chained. */
  public Manager setDefaultExecutor(String name) {
    var request = SetDefaultExecutorRequest.newBuilder().setManagerId(id()).setName(name).build();
    rpc().unary(ManagerServiceGrpc.getSetDefaultExecutorMethod(), request);
    return this;
  }

  /** Launches an agent of a kind of the server's catalogue with arguments by their place; done once the launch is kept, before the agent runs. */
  public Handle launch(String kind, Object... arguments) {
    return launch(Launch.of(kind).withArguments(arguments));
  }

  /** Launches an agent; done once the launch is kept, before the agent runs. */
  public Handle launch(Launch launch) {
    return handle(EntityId.of(start(launch).getRun().getAgent()));
  }

  /** Launches an agent that a host brings, by driver {@code external}; the host claims the run by its token. */
  public ExternalRun launchExternal(Launch launch) {
    Launched launched = start(launch);
    return new ExternalRun(handle(EntityId.of(launched.getRun().getAgent())), launched.getRunToken());
  }

  /**
   * Launches many agents with few calls.
   *
   * @throws LaunchBatchException when some failed; the others run
   */
  public List<Handle> launchBatch(List<Launch> launches) {
    assertOpen();
    return new Batch(this, launches).submit();
  }

  /** Registers agents of kinds to be launched later, all or none, in order: their mailboxes take messages from now on. */
  public List<Registration> registerAgents(List<String> kinds) {
    assertOpen();
    var request = ManagerServiceRegisterAgentsRequest.newBuilder().setRequestId(newId()).setManagerId(id());
    kinds.forEach(kind -> request.addAgents(KindRegistration.newBuilder().setKind(kind)));
    var response = rpc().unary(ManagerServiceGrpc.getRegisterAgentsMethod(), request.build());
    return response.getRegistrationsList().stream().map(Registration::of).toList();
  }

  /** A handle of an agent. */
  public Handle handle(EntityId agent) {
    return client().handle(agent);
  }

  /** Agents whose runs have not ended: queued, retrying and stopping ones included. */
  public List<EntityId> running() {
    return list(true).stream().map(Run::agent).toList();
  }

  /** Its runs, oldest first. */
  public List<Run> runs() {
    return list(false);
  }

  /** A run, or the latest of an agent. */
  public Run run(Target target) {
    var request = GetRunRequest.newBuilder().setManagerId(id()).setTarget(Completions.proto(target)).build();
    return Run.of(rpc().unary(ManagerServiceGrpc.getGetRunMethod(), request).getRun());
  }

  /** Waits until all have ended, however long that takes. */
  public WaitResult waitFor(Collection<? extends Target> targets) {
    return waitFor(targets, WaitOptions.all());
  }

  /**
   * Waits for runs to end, over cut connections and restarts of the server.
   *
   * @throws io.lyceum.errors.NotLaunchedHereException before waiting
   * @throws WaitTimeoutException when the time runs out before the condition is met
   * @throws LyceumException with {@code raising}, what the agents that ended failed with: one as itself, several as {@link
   *     SeveralFailuresException}; CANCELLED when the thread is interrupted
   */
  public WaitResult waitFor(Collection<? extends Target> targets, WaitOptions options) {
    try (Completions completions = completions(targets, options)) {
      while (completions.hasNext()) completions.next();
      if (options.raiseErrors()) raise(completions.result().done(), List.of(), "agents that were waited for failed");
      return completions.result();
    }
  }

  /** The runs as they end, those that have ended first; until all have, or the condition is met. */
  public Completions completions(Collection<? extends Target> targets, WaitOptions options) {
    return new Completions(source, targets, options);
  }

  /** Every change of the manager and its runs, after a snapshot, until it is closed. */
  public RunWatch watchRuns() {
    return new RunWatch(source, null);
  }

  /** Every change after a revision. */
  public RunWatch watchRuns(long afterRevision) {
    return new RunWatch(source, afterRevision);
  }

  /** Asks an agent to end, ends its retries, and waits for its end; throws what it failed with, also when it had failed before. */
  public void shutdown(Target target) {
    shutdown(target, ShutdownOptions.defaults());
  }

  /** As {@link #shutdown(Target)}, as the options say. */
  public void shutdown(Target target, ShutdownOptions options) {
    Run run = Run.of(rpc().unary(ManagerServiceGrpc.getShutdownMethod(), options.toProto(id(), Completions.proto(target))).getRun());
    if (options.waits()) waitFor(List.of(run), options.waitOptions());
  }

  /**
   * Closes it: nothing more is launched or retried, every agent is asked to end and killed after the grace, executors end, and so does its client
   * where it was made with it. A manager that is not this program's stays open. Later calls do nothing.
   *
   * @throws LyceumException what agents failed with, also what waits told before: one as itself, several as {@link SeveralFailuresException}
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) return;
      closed = true;
    }
    List<LyceumException> errors = new ArrayList<>();
    List<Run> failed = List.of();
    try {
      if (ownsManager) failed = Closing.of(source).failed();
    } catch (LyceumException error) {
      errors.add(error);
    } finally {
      if (lease != null) lease.stop();
      if (ownsClient) client().close();
    }
    raise(failed, errors, "agents of the manager failed");
  }

  Source source() {
    return source;
  }

  static String newId() {
    return UUID.randomUUID().toString();
  }

  private static Manager create(LyceumClient client, ManagerOptions options, boolean ownsClient) {
    CreateManagerRequest.Builder request = options.toProto().toBuilder().setRequestId(newId()).setUser(client.entity().toProto());
    String id = client.rpc().unary(ManagerServiceGrpc.getCreateManagerMethod(), request.build()).getManager().getManagerId();
    Source source = new Source(client, id);
    return new Manager(source, true, ownsClient, options.lease().map(lease -> new Lease(source, lease)).orElse(null));
  }

  private static void raise(List<Run> runs, List<LyceumException> others, String message) {
    List<LyceumException> errors = new ArrayList<>(others);
    runs.stream().filter(Run::failed).forEach(run -> errors.add(new RunException(run)));
    SeveralFailuresException.raise(errors, message);
  }

  private Launched start(Launch launch) {
    assertOpen();
    var request = LaunchRequest.newBuilder().setRequestId(newId()).setManagerId(id()).setSpec(launch.toProto()).build();
    Launched launched = rpc().unary(ManagerServiceGrpc.getLaunchMethod(), request).getLaunched();
    Batch.warn(launched);
    return launched;
  }

  private List<Run> list(boolean running) {
    List<Run> runs = new ArrayList<>();
    for (String page = ""; ; ) {
      var request = ListRunsRequest.newBuilder().setManagerId(id()).setRunning(running).setPageSize(PAGE).setPageToken(page).build();
      ListRunsResponse response = rpc().unary(ManagerServiceGrpc.getListRunsMethod(), request);
      response.getRunsList().forEach(run -> runs.add(Run.of(run)));
      page = response.getNextPageToken();
      if (page.isEmpty()) return runs;
    }
  }

  private synchronized void assertOpen() {
    if (closed) throw new ManagerClosedException("the manager is closed", ErrorDetails.ofReason("MANAGER_CLOSED"));
  }

  private Rpc rpc() {
    return source.rpc();
  }
}
