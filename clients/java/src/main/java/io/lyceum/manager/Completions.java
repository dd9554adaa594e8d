package io.lyceum.manager;

import io.lyceum.EntityId;
import io.lyceum.Target;
import io.lyceum.internal.Times;
import io.lyceum.internal.rpc.ServerStream;
import io.lyceum.v1.ManagerServiceGrpc;
import io.lyceum.v1.RunTarget;
import io.lyceum.v1.WaitEnd;
import io.lyceum.v1.WaitEndReason;
import io.lyceum.v1.WaitRequest;
import io.lyceum.v1.WaitResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Runs as they end: first those that have, then each as it does, each once; over as many streams as it takes. Its methods wait for them; close it,
 * by any thread, to leave.
 */
public final class Completions implements Iterator<Run>, AutoCloseable {
  private final Source source;
  private final WaitOptions options;
  private final Long until;
  private final Resumed<WaitResponse> stream;
  private final Map<String, Run> done = new LinkedHashMap<>();
  private final Deque<Run> ready = new ArrayDeque<>();
  private final Map<String, RunTarget> targets = new LinkedHashMap<>();
  private WaitEnd end;

  Completions(Source source, Collection<? extends Target> targets, WaitOptions options) {
    this.source = source;
    this.options = options;
    for (Target target : targets) add(target);
    until = options.timeout().map(timeout -> System.nanoTime() + timeout.toNanos()).orElse(null);
    // Nobody is left to say that the time ran out when the server is away.
    Duration unreachable = source.unreachable();
    Duration patience = options.timeout().filter(timeout -> timeout.compareTo(unreachable) < 0).orElse(unreachable);
    stream = new Resumed<>(this::open, () -> end != null, patience);
  }

  /**
   * Waits for the next end.
   *
   * @throws io.lyceum.errors.NotLaunchedHereException before any
   * @throws WaitTimeoutException when the time runs out
   */
  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && end == null) take(stream.next());
    if (!ready.isEmpty()) return true;
    boolean timedOut = end.getReason() == WaitEndReason.WAIT_END_REASON_TIMED_OUT;
    boolean met = options.condition() == WaitCondition.FIRST_COMPLETED && !done.isEmpty();
    if (timedOut && !met) throw new WaitTimeoutException(result(), options.timeout().orElse(Duration.ZERO));
    return false;
  }

  @Override
  public Run next() {
    if (!hasNext()) throw new NoSuchElementException();
    return ready.remove();
  }

  /** The same as a stream, which is to be closed, too. */
  public Stream<Run> stream() {
    var runs = Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT);
    return StreamSupport.stream(runs, false).onClose(this::close);
  }

  @Override
  public void close() {
    stream.close();
  }

  /** What it has come to so far; whole once there are no more. */
  public WaitResult result() {
    List<EntityId> pending = end == null ? List.of() : end.getPendingList().stream().map(EntityId::of).toList();
    return new WaitResult(List.copyOf(done.values()), pending);
  }

  private void take(WaitResponse response) {
    switch (response.getEventCase()) {
      case STATES -> {
        // An agent meant its latest run when the wait began: whoever asks again asks for that run.
        response.getStates().getRunsList().forEach(this::pin);
        response.getStates().getRunsList().forEach(this::complete);
      }
      case COMPLETED -> complete(response.getCompleted());
      case END -> end = response.getEnd();
      case EVENT_NOT_SET -> {}
    }
  }

  private void complete(io.lyceum.v1.Run proto) {
    Run run = Run.of(proto);
    if (run.state() == RunState.ENDED && done.putIfAbsent(run.runId(), run) == null) ready.add(run);
  }

  private void pin(io.lyceum.v1.Run run) {
    targets.remove("agent " + run.getAgent().getUid());
    targets.put("run " + run.getRunId(), RunTarget.newBuilder().setRunId(run.getRunId()).build());
  }

  private void add(Target target) {
    RunTarget proto = proto(target);
    targets.put(proto.hasRunId() ? "run " + proto.getRunId() : "agent " + target.agent().uid(), proto);
  }

  private ServerStream<WaitResponse> open() {
    WaitRequest.Builder request = WaitRequest.newBuilder().setManagerId(source.managerId()).addAllTargets(targets.values());
    request.setCondition(options.condition().toProto());
    if (until != null) request.setTimeout(Times.proto(Duration.ofNanos(Math.max(0, until - System.nanoTime()))));
    return source.rpc().serverStream(ManagerServiceGrpc.getWaitMethod(), request.build());
  }

  /** Writes a target for the API. */
  static RunTarget proto(Target target) {
    RunTarget.Builder proto = RunTarget.newBuilder();
    return (target instanceof Run run ? proto.setRunId(run.runId()) : proto.setAgent(target.agent().toProto())).build();
  }
}
