package io.lyceum.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * What a host does: GetRunSpec, Connect (ExchangeService), ReportStarted, serve, ReportExit. The run token is the credential (authorization: Bearer).
 * Every RPC can also fail with what follows, which is not repeated below.
 * INVALID_ARGUMENT: INVALID_FIELD (a field is malformed, or the bytes are no message).
 * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED (an entity token: a run token has no end of its own).
 * UNAVAILABLE: SERVER_DRAINING; STORE_UNAVAILABLE. INTERNAL: INTERNAL (a bug).
 * PERMISSION_DENIED: NOT_PERMITTED (the credential is no run token, or for other namespaces).
 * NOT_FOUND: RUN_NOT_FOUND.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class RunnerServiceGrpc {

  private RunnerServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "lyceum.v1.RunnerService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.GetRunSpecRequest,
      io.lyceum.v1.GetRunSpecResponse> getGetRunSpecMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetRunSpec",
      requestType = io.lyceum.v1.GetRunSpecRequest.class,
      responseType = io.lyceum.v1.GetRunSpecResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.GetRunSpecRequest,
      io.lyceum.v1.GetRunSpecResponse> getGetRunSpecMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.GetRunSpecRequest, io.lyceum.v1.GetRunSpecResponse> getGetRunSpecMethod;
    if ((getGetRunSpecMethod = RunnerServiceGrpc.getGetRunSpecMethod) == null) {
      synchronized (RunnerServiceGrpc.class) {
        if ((getGetRunSpecMethod = RunnerServiceGrpc.getGetRunSpecMethod) == null) {
          RunnerServiceGrpc.getGetRunSpecMethod = getGetRunSpecMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.GetRunSpecRequest, io.lyceum.v1.GetRunSpecResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetRunSpec"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetRunSpecRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetRunSpecResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RunnerServiceMethodDescriptorSupplier("GetRunSpec"))
              .build();
        }
      }
    }
    return getGetRunSpecMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ReportStartedRequest,
      io.lyceum.v1.ReportStartedResponse> getReportStartedMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ReportStarted",
      requestType = io.lyceum.v1.ReportStartedRequest.class,
      responseType = io.lyceum.v1.ReportStartedResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ReportStartedRequest,
      io.lyceum.v1.ReportStartedResponse> getReportStartedMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ReportStartedRequest, io.lyceum.v1.ReportStartedResponse> getReportStartedMethod;
    if ((getReportStartedMethod = RunnerServiceGrpc.getReportStartedMethod) == null) {
      synchronized (RunnerServiceGrpc.class) {
        if ((getReportStartedMethod = RunnerServiceGrpc.getReportStartedMethod) == null) {
          RunnerServiceGrpc.getReportStartedMethod = getReportStartedMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ReportStartedRequest, io.lyceum.v1.ReportStartedResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ReportStarted"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ReportStartedRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ReportStartedResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RunnerServiceMethodDescriptorSupplier("ReportStarted"))
              .build();
        }
      }
    }
    return getReportStartedMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ReportExitRequest,
      io.lyceum.v1.ReportExitResponse> getReportExitMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ReportExit",
      requestType = io.lyceum.v1.ReportExitRequest.class,
      responseType = io.lyceum.v1.ReportExitResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ReportExitRequest,
      io.lyceum.v1.ReportExitResponse> getReportExitMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ReportExitRequest, io.lyceum.v1.ReportExitResponse> getReportExitMethod;
    if ((getReportExitMethod = RunnerServiceGrpc.getReportExitMethod) == null) {
      synchronized (RunnerServiceGrpc.class) {
        if ((getReportExitMethod = RunnerServiceGrpc.getReportExitMethod) == null) {
          RunnerServiceGrpc.getReportExitMethod = getReportExitMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ReportExitRequest, io.lyceum.v1.ReportExitResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ReportExit"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ReportExitRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ReportExitResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RunnerServiceMethodDescriptorSupplier("ReportExit"))
              .build();
        }
      }
    }
    return getReportExitMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static RunnerServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RunnerServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RunnerServiceStub>() {
        @java.lang.Override
        public RunnerServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RunnerServiceStub(channel, callOptions);
        }
      };
    return RunnerServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static RunnerServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RunnerServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RunnerServiceBlockingV2Stub>() {
        @java.lang.Override
        public RunnerServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RunnerServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return RunnerServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static RunnerServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RunnerServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RunnerServiceBlockingStub>() {
        @java.lang.Override
        public RunnerServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RunnerServiceBlockingStub(channel, callOptions);
        }
      };
    return RunnerServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static RunnerServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RunnerServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RunnerServiceFutureStub>() {
        @java.lang.Override
        public RunnerServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RunnerServiceFutureStub(channel, callOptions);
        }
      };
    return RunnerServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * What a host does: GetRunSpec, Connect (ExchangeService), ReportStarted, serve, ReportExit. The run token is the credential (authorization: Bearer).
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED (an entity token: a run token has no end of its own).
   * UNAVAILABLE: SERVER_DRAINING; STORE_UNAVAILABLE. INTERNAL: INTERNAL (a bug).
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is no run token, or for other namespaces).
   * NOT_FOUND: RUN_NOT_FOUND.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Trades the run token for what to run and a fresh entity token. May be called again. The token that Launch gives for driver `external` claims whichever attempt
     * is under way, and waits up to `max_poll` for one; so a host may fetch the next attempt with it after a failed one.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * DEADLINE_EXCEEDED: EXPIRED (no attempt began in time, so ask again).
     * </pre>
     */
    default void getRunSpec(io.lyceum.v1.GetRunSpecRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetRunSpecResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetRunSpecMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says that the agent is up: its startup has ended and it serves.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * </pre>
     */
    default void reportStarted(io.lyceum.v1.ReportStartedRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ReportStartedResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReportStartedMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says how the attempt ended; the first report counts and a repeat is fine. Repeat it until it is accepted.
     * ABORTED: SUPERSEDED (a newer attempt runs).
     * </pre>
     */
    default void reportExit(io.lyceum.v1.ReportExitRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ReportExitResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReportExitMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service RunnerService.
   * <pre>
   * What a host does: GetRunSpec, Connect (ExchangeService), ReportStarted, serve, ReportExit. The run token is the credential (authorization: Bearer).
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED (an entity token: a run token has no end of its own).
   * UNAVAILABLE: SERVER_DRAINING; STORE_UNAVAILABLE. INTERNAL: INTERNAL (a bug).
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is no run token, or for other namespaces).
   * NOT_FOUND: RUN_NOT_FOUND.
   * </pre>
   */
  public static abstract class RunnerServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return RunnerServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service RunnerService.
   * <pre>
   * What a host does: GetRunSpec, Connect (ExchangeService), ReportStarted, serve, ReportExit. The run token is the credential (authorization: Bearer).
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED (an entity token: a run token has no end of its own).
   * UNAVAILABLE: SERVER_DRAINING; STORE_UNAVAILABLE. INTERNAL: INTERNAL (a bug).
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is no run token, or for other namespaces).
   * NOT_FOUND: RUN_NOT_FOUND.
   * </pre>
   */
  public static final class RunnerServiceStub
      extends io.grpc.stub.AbstractAsyncStub<RunnerServiceStub> {
    private RunnerServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RunnerServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RunnerServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Trades the run token for what to run and a fresh entity token. May be called again. The token that Launch gives for driver `external` claims whichever attempt
     * is under way, and waits up to `max_poll` for one; so a host may fetch the next attempt with it after a failed one.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * DEADLINE_EXCEEDED: EXPIRED (no attempt began in time, so ask again).
     * </pre>
     */
    public void getRunSpec(io.lyceum.v1.GetRunSpecRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetRunSpecResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetRunSpecMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says that the agent is up: its startup has ended and it serves.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * </pre>
     */
    public void reportStarted(io.lyceum.v1.ReportStartedRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ReportStartedResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReportStartedMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says how the attempt ended; the first report counts and a repeat is fine. Repeat it until it is accepted.
     * ABORTED: SUPERSEDED (a newer attempt runs).
     * </pre>
     */
    public void reportExit(io.lyceum.v1.ReportExitRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ReportExitResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReportExitMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service RunnerService.
   * <pre>
   * What a host does: GetRunSpec, Connect (ExchangeService), ReportStarted, serve, ReportExit. The run token is the credential (authorization: Bearer).
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED (an entity token: a run token has no end of its own).
   * UNAVAILABLE: SERVER_DRAINING; STORE_UNAVAILABLE. INTERNAL: INTERNAL (a bug).
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is no run token, or for other namespaces).
   * NOT_FOUND: RUN_NOT_FOUND.
   * </pre>
   */
  public static final class RunnerServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<RunnerServiceBlockingV2Stub> {
    private RunnerServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RunnerServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RunnerServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Trades the run token for what to run and a fresh entity token. May be called again. The token that Launch gives for driver `external` claims whichever attempt
     * is under way, and waits up to `max_poll` for one; so a host may fetch the next attempt with it after a failed one.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * DEADLINE_EXCEEDED: EXPIRED (no attempt began in time, so ask again).
     * </pre>
     */
    public io.lyceum.v1.GetRunSpecResponse getRunSpec(io.lyceum.v1.GetRunSpecRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetRunSpecMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says that the agent is up: its startup has ended and it serves.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * </pre>
     */
    public io.lyceum.v1.ReportStartedResponse reportStarted(io.lyceum.v1.ReportStartedRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getReportStartedMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says how the attempt ended; the first report counts and a repeat is fine. Repeat it until it is accepted.
     * ABORTED: SUPERSEDED (a newer attempt runs).
     * </pre>
     */
    public io.lyceum.v1.ReportExitResponse reportExit(io.lyceum.v1.ReportExitRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getReportExitMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service RunnerService.
   * <pre>
   * What a host does: GetRunSpec, Connect (ExchangeService), ReportStarted, serve, ReportExit. The run token is the credential (authorization: Bearer).
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED (an entity token: a run token has no end of its own).
   * UNAVAILABLE: SERVER_DRAINING; STORE_UNAVAILABLE. INTERNAL: INTERNAL (a bug).
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is no run token, or for other namespaces).
   * NOT_FOUND: RUN_NOT_FOUND.
   * </pre>
   */
  public static final class RunnerServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<RunnerServiceBlockingStub> {
    private RunnerServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RunnerServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RunnerServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Trades the run token for what to run and a fresh entity token. May be called again. The token that Launch gives for driver `external` claims whichever attempt
     * is under way, and waits up to `max_poll` for one; so a host may fetch the next attempt with it after a failed one.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * DEADLINE_EXCEEDED: EXPIRED (no attempt began in time, so ask again).
     * </pre>
     */
    public io.lyceum.v1.GetRunSpecResponse getRunSpec(io.lyceum.v1.GetRunSpecRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetRunSpecMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says that the agent is up: its startup has ended and it serves.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * </pre>
     */
    public io.lyceum.v1.ReportStartedResponse reportStarted(io.lyceum.v1.ReportStartedRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReportStartedMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says how the attempt ended; the first report counts and a repeat is fine. Repeat it until it is accepted.
     * ABORTED: SUPERSEDED (a newer attempt runs).
     * </pre>
     */
    public io.lyceum.v1.ReportExitResponse reportExit(io.lyceum.v1.ReportExitRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReportExitMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service RunnerService.
   * <pre>
   * What a host does: GetRunSpec, Connect (ExchangeService), ReportStarted, serve, ReportExit. The run token is the credential (authorization: Bearer).
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED (an entity token: a run token has no end of its own).
   * UNAVAILABLE: SERVER_DRAINING; STORE_UNAVAILABLE. INTERNAL: INTERNAL (a bug).
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is no run token, or for other namespaces).
   * NOT_FOUND: RUN_NOT_FOUND.
   * </pre>
   */
  public static final class RunnerServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<RunnerServiceFutureStub> {
    private RunnerServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RunnerServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RunnerServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Trades the run token for what to run and a fresh entity token. May be called again. The token that Launch gives for driver `external` claims whichever attempt
     * is under way, and waits up to `max_poll` for one; so a host may fetch the next attempt with it after a failed one.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * DEADLINE_EXCEEDED: EXPIRED (no attempt began in time, so ask again).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.GetRunSpecResponse> getRunSpec(
        io.lyceum.v1.GetRunSpecRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetRunSpecMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says that the agent is up: its startup has ended and it serves.
     * FAILED_PRECONDITION: RUN_ENDED. ABORTED: SUPERSEDED (the attempt is over).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ReportStartedResponse> reportStarted(
        io.lyceum.v1.ReportStartedRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReportStartedMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says how the attempt ended; the first report counts and a repeat is fine. Repeat it until it is accepted.
     * ABORTED: SUPERSEDED (a newer attempt runs).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ReportExitResponse> reportExit(
        io.lyceum.v1.ReportExitRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReportExitMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_GET_RUN_SPEC = 0;
  private static final int METHODID_REPORT_STARTED = 1;
  private static final int METHODID_REPORT_EXIT = 2;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final AsyncService serviceImpl;
    private final int methodId;

    MethodHandlers(AsyncService serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_GET_RUN_SPEC:
          serviceImpl.getRunSpec((io.lyceum.v1.GetRunSpecRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.GetRunSpecResponse>) responseObserver);
          break;
        case METHODID_REPORT_STARTED:
          serviceImpl.reportStarted((io.lyceum.v1.ReportStartedRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ReportStartedResponse>) responseObserver);
          break;
        case METHODID_REPORT_EXIT:
          serviceImpl.reportExit((io.lyceum.v1.ReportExitRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ReportExitResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getGetRunSpecMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.GetRunSpecRequest,
              io.lyceum.v1.GetRunSpecResponse>(
                service, METHODID_GET_RUN_SPEC)))
        .addMethod(
          getReportStartedMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ReportStartedRequest,
              io.lyceum.v1.ReportStartedResponse>(
                service, METHODID_REPORT_STARTED)))
        .addMethod(
          getReportExitMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ReportExitRequest,
              io.lyceum.v1.ReportExitResponse>(
                service, METHODID_REPORT_EXIT)))
        .build();
  }

  private static abstract class RunnerServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    RunnerServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.lyceum.v1.RunnerProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("RunnerService");
    }
  }

  private static final class RunnerServiceFileDescriptorSupplier
      extends RunnerServiceBaseDescriptorSupplier {
    RunnerServiceFileDescriptorSupplier() {}
  }

  private static final class RunnerServiceMethodDescriptorSupplier
      extends RunnerServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    RunnerServiceMethodDescriptorSupplier(java.lang.String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (RunnerServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new RunnerServiceFileDescriptorSupplier())
              .addMethod(getGetRunSpecMethod())
              .addMethod(getReportStartedMethod())
              .addMethod(getReportExitMethod())
              .build();
        }
      }
    }
    return result;
  }
}
