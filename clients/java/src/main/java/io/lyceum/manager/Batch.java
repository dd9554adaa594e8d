package io.lyceum.manager;

import io.lyceum.EntityId;
import io.lyceum.Handle;
import io.lyceum.errors.ErrorDetails;
import io.lyceum.errors.Errors;
import io.lyceum.errors.LyceumException;
import io.lyceum.v1.LaunchBatchRequest;
import io.lyceum.v1.LaunchBatchResponse;
import io.lyceum.v1.LaunchResult;
import io.lyceum.v1.LaunchSpec;
import io.lyceum.v1.Launched;
import io.lyceum.v1.ManagerServiceGrpc;
import io.lyceum.v1.Warning;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Launches of a batch, in calls of a bounded number and size. */
final class Batch {
  private static final System.Logger LOG = System.getLogger("io.lyceum");
  private static final int MAX_STEP = 500;
  private static final int MAX_STEP_BYTES = 1_048_576;

  private final Manager manager;
  private final List<Launch> launches;
  private final List<Handle> handles = new ArrayList<>();
  private final Map<Integer, LyceumException> errors = new TreeMap<>();

  Batch(Manager manager, List<Launch> launches) {
    this.manager = manager;
    this.launches = List.copyOf(launches);
  }

  /** Logs the cautions about a launch that succeeded. */
  static void warn(Launched launched) {
    for (Warning warning : launched.getWarningsList()) LOG.log(Level.WARNING, warning.getMessage());
  }

  List<Handle> submit() {
    try {
      while (handles.size() < launches.size()) step();
    } catch (LyceumException error) {
      // After a call that failed nothing more is launched.
      while (handles.size() < launches.size()) failed(error);
    }
    if (!errors.isEmpty()) throw new LaunchBatchException(handles, errors);
    return handles;
  }

  private void step() {
    LaunchBatchRequest.Builder request = LaunchBatchRequest.newBuilder().setRequestId(Manager.newId()).setManagerId(manager.id());
    int bytes = 0;
    for (Launch launch : launches.subList(handles.size(), launches.size())) {
      LaunchSpec spec = launch.toProto();
      bytes += spec.getSerializedSize();
      if (request.getSpecsCount() > 0 && (request.getSpecsCount() >= MAX_STEP || bytes > MAX_STEP_BYTES)) break;
      request.addSpecs(spec);
    }
    LaunchBatchResponse response = manager.source().rpc().unary(ManagerServiceGrpc.getLaunchBatchMethod(), request.build());
    for (LaunchResult result : response.getResultsList()) {
      if (result.hasLaunched()) launched(result.getLaunched());
      else failed(Errors.of(result.getError().getMessage(), ErrorDetails.ofReason(result.getError().getReason())));
    }
  }

  private void launched(Launched launched) {
    warn(launched);
    handles.add(manager.handle(EntityId.of(launched.getRun().getAgent())));
  }

  private void failed(LyceumException error) {
    errors.put(handles.size(), error);
    handles.add(null);
  }
}
