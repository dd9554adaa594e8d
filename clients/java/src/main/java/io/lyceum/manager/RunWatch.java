package io.lyceum.manager;

import io.lyceum.errors.CursorExpiredException;
import io.lyceum.internal.rpc.ServerStream;
import io.lyceum.v1.ManagerServiceGrpc;
import io.lyceum.v1.WatchRunsRequest;
import io.lyceum.v1.WatchRunsResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Every change of a manager and its runs, without gaps or repeats, over as many streams as it takes, until the manager is closed and all was told.
 * When the server does not keep what came next, a snapshot comes in its place. Its methods wait; close it, by any thread, to leave.
 */
public final class RunWatch implements Iterator<RunEvent>, AutoCloseable {
  private final Source source;
  private final Resumed<WatchRunsResponse> stream;
  private final List<Run> runs = new ArrayList<>();
  private Long after;
  private RunEvent next;

  RunWatch(Source source, Long afterRevision) {
    this.source = source;
    after = afterRevision;
    stream = new Resumed<>(this::open, () -> true, source.unreachable());
  }

  @Override
  public boolean hasNext() {
    while (next == null) {
      WatchRunsResponse response = read();
      if (response == null) return false;
      next = event(response);
    }
    return true;
  }

  @Override
  public RunEvent next() {
    if (!hasNext()) throw new NoSuchElementException();
    RunEvent event = next;
    next = null;
    return event;
  }

  @Override
  public void close() {
    stream.close();
  }

  private WatchRunsResponse read() {
    try {
      return stream.next();
    } catch (CursorExpiredException error) {
      if (after == null) throw error;
      after = null;
      stream.again();
      return stream.next();
    }
  }

  /** Null while more of a snapshot is to come. */
  private RunEvent event(WatchRunsResponse response) {
    long revision = response.getRevision();
    if (response.hasSnapshot()) {
      response.getSnapshot().getRunsList().forEach(run -> runs.add(Run.of(run)));
      if (response.getSnapshot().getMore()) return null;
    }
    after = revision;
    return switch (response.getEventCase()) {
      case SNAPSHOT -> new RunEvent.Snapshot(revision, ManagerInfo.of(response.getSnapshot().getManager()), List.copyOf(runs));
      case RUN -> new RunEvent.RunChanged(revision, Run.of(response.getRun()));
      case MANAGER -> new RunEvent.ManagerChanged(revision, ManagerInfo.of(response.getManager()));
      case EVENT_NOT_SET -> null;
    };
  }

  private ServerStream<WatchRunsResponse> open() {
    runs.clear();
    WatchRunsRequest.Builder request = WatchRunsRequest.newBuilder().setManagerId(source.managerId());
    if (after != null) request.setAfterRevision(after);
    return source.rpc().serverStream(ManagerServiceGrpc.getWatchRunsMethod(), request.build());
  }
}
