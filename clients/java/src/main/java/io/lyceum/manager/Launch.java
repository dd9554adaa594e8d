package io.lyceum.manager;

import io.lyceum.Arguments;
import io.lyceum.Payload;
import io.lyceum.Target;
import io.lyceum.internal.values.Values;
import io.lyceum.v1.LaunchSpec;
import java.util.List;

/** What to launch, and how. A value; each {@code with} makes another. */
public final class Launch {
  private final LaunchSpec proto;

  private Launch(LaunchSpec.Builder proto) {
    this.proto = proto.build();
  }

  /** An agent of a kind of the operator's catalogue. */
  public static Launch of(String kind) {
    return new Launch(LaunchSpec.newBuilder().setKind(kind));
  }

  /** An agent that a host brings which claims the run by its token (driver {@code external}). */
  public static Launch external(List<String> lineage) {
    return new Launch(LaunchSpec.newBuilder().addAllLineage(lineage));
  }

  /** Arguments of its constructor. */
  public Launch withArguments(Object... arguments) {
    return withArguments(Arguments.of(arguments));
  }

  /**
   * Arguments of its constructor, by place and name.
   *
   * @throws io.lyceum.errors.SerializationException when one cannot be sent
   */
  public Launch withArguments(Arguments arguments) {
    Payload payload = Values.write(arguments);
    var proto = io.lyceum.v1.Payload.newBuilder().setMediaType(payload.mediaType()).setData(payload.data());
    return new Launch(this.proto.toBuilder().setArguments(proto));
  }

  /** How it behaves around its life. */
  public Launch withConfig(RuntimeConfig config) {
    return new Launch(proto.toBuilder().setConfig(config.toProto()));
  }

  /** Where it runs; default the manager's default executor. */
  public Launch on(String executor) {
    return new Launch(proto.toBuilder().setExecutor(executor));
  }

  /** Its name, for people; a registration's own wins. */
  public Launch named(String name) {
    return new Launch(proto.toBuilder().setName(name));
  }

  /** As whom it runs, registered before; default it is registered now. */
  public Launch as(Target registration) {
    return new Launch(proto.toBuilder().setRegistration(registration.agent().toProto()));
  }

  /** Runs a registration again that this manager has run before. */
  public Launch again() {
    return new Launch(proto.toBuilder().setRelaunch(true));
  }

  /** How often it is run again when it fails, in place of what the manager's options say. */
  public Launch withRetry(RetryPolicy retry) {
    return new Launch(proto.toBuilder().setRetry(retry.toProto()));
  }

  LaunchSpec toProto() {
    return proto;
  }
}
