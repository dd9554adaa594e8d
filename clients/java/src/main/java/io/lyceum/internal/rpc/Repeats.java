package io.lyceum.internal.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.lyceum.errors.LyceumException;
import io.lyceum.v1.RequeueRequest;

/** Which calls may be made again, and when that may help. */
public final class Repeats {
  private Repeats() {}

  /**
   * Whether making a call twice is making it once. The API's calls read, say how a thing shall be, or carry a request id that makes a repeat known;
   * a call whose request id is empty, and Requeue, do their work once more.
   */
  static boolean isRepeatable(Message request) {
    if (request instanceof RequeueRequest) return false;
    FieldDescriptor id = request.getDescriptorForType().findFieldByName("request_id");
    return id == null || !((String) request.getField(id)).isEmpty();
  }

  /** Whether the same call may do better later: the server cannot be reached, or it says when to come back. */
  public static boolean mayDoBetter(LyceumException error) {
    return error.code() == Status.Code.UNAVAILABLE || error.retryDelay().isPresent();
  }
}
