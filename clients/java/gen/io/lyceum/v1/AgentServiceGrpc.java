package io.lyceum.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Calls, without a mailbox of one's own. The caller's gRPC deadline is the message's.
 * Every RPC can also fail with what follows, which is not repeated below.
 * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
 * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
 * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
 * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class AgentServiceGrpc {

  private AgentServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "lyceum.v1.AgentService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.InvokeRequest,
      io.lyceum.v1.InvokeResponse> getInvokeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Invoke",
      requestType = io.lyceum.v1.InvokeRequest.class,
      responseType = io.lyceum.v1.InvokeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.InvokeRequest,
      io.lyceum.v1.InvokeResponse> getInvokeMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.InvokeRequest, io.lyceum.v1.InvokeResponse> getInvokeMethod;
    if ((getInvokeMethod = AgentServiceGrpc.getInvokeMethod) == null) {
      synchronized (AgentServiceGrpc.class) {
        if ((getInvokeMethod = AgentServiceGrpc.getInvokeMethod) == null) {
          AgentServiceGrpc.getInvokeMethod = getInvokeMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.InvokeRequest, io.lyceum.v1.InvokeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Invoke"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.InvokeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.InvokeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AgentServiceMethodDescriptorSupplier("Invoke"))
              .build();
        }
      }
    }
    return getInvokeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.InvokeStreamRequest,
      io.lyceum.v1.InvokeStreamResponse> getInvokeStreamMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "InvokeStream",
      requestType = io.lyceum.v1.InvokeStreamRequest.class,
      responseType = io.lyceum.v1.InvokeStreamResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.InvokeStreamRequest,
      io.lyceum.v1.InvokeStreamResponse> getInvokeStreamMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.InvokeStreamRequest, io.lyceum.v1.InvokeStreamResponse> getInvokeStreamMethod;
    if ((getInvokeStreamMethod = AgentServiceGrpc.getInvokeStreamMethod) == null) {
      synchronized (AgentServiceGrpc.class) {
        if ((getInvokeStreamMethod = AgentServiceGrpc.getInvokeStreamMethod) == null) {
          AgentServiceGrpc.getInvokeStreamMethod = getInvokeStreamMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.InvokeStreamRequest, io.lyceum.v1.InvokeStreamResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "InvokeStream"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.InvokeStreamRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.InvokeStreamResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AgentServiceMethodDescriptorSupplier("InvokeStream"))
              .build();
        }
      }
    }
    return getInvokeStreamMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.PingRequest,
      io.lyceum.v1.PingResponse> getPingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Ping",
      requestType = io.lyceum.v1.PingRequest.class,
      responseType = io.lyceum.v1.PingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.PingRequest,
      io.lyceum.v1.PingResponse> getPingMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.PingRequest, io.lyceum.v1.PingResponse> getPingMethod;
    if ((getPingMethod = AgentServiceGrpc.getPingMethod) == null) {
      synchronized (AgentServiceGrpc.class) {
        if ((getPingMethod = AgentServiceGrpc.getPingMethod) == null) {
          AgentServiceGrpc.getPingMethod = getPingMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.PingRequest, io.lyceum.v1.PingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Ping"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.PingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.PingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AgentServiceMethodDescriptorSupplier("Ping"))
              .build();
        }
      }
    }
    return getPingMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.CancelRequest,
      io.lyceum.v1.CancelResponse> getCancelMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Cancel",
      requestType = io.lyceum.v1.CancelRequest.class,
      responseType = io.lyceum.v1.CancelResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.CancelRequest,
      io.lyceum.v1.CancelResponse> getCancelMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.CancelRequest, io.lyceum.v1.CancelResponse> getCancelMethod;
    if ((getCancelMethod = AgentServiceGrpc.getCancelMethod) == null) {
      synchronized (AgentServiceGrpc.class) {
        if ((getCancelMethod = AgentServiceGrpc.getCancelMethod) == null) {
          AgentServiceGrpc.getCancelMethod = getCancelMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.CancelRequest, io.lyceum.v1.CancelResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Cancel"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.CancelRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.CancelResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AgentServiceMethodDescriptorSupplier("Cancel"))
              .build();
        }
      }
    }
    return getCancelMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.AgentServiceShutdownRequest,
      io.lyceum.v1.AgentServiceShutdownResponse> getShutdownMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Shutdown",
      requestType = io.lyceum.v1.AgentServiceShutdownRequest.class,
      responseType = io.lyceum.v1.AgentServiceShutdownResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.AgentServiceShutdownRequest,
      io.lyceum.v1.AgentServiceShutdownResponse> getShutdownMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.AgentServiceShutdownRequest, io.lyceum.v1.AgentServiceShutdownResponse> getShutdownMethod;
    if ((getShutdownMethod = AgentServiceGrpc.getShutdownMethod) == null) {
      synchronized (AgentServiceGrpc.class) {
        if ((getShutdownMethod = AgentServiceGrpc.getShutdownMethod) == null) {
          AgentServiceGrpc.getShutdownMethod = getShutdownMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.AgentServiceShutdownRequest, io.lyceum.v1.AgentServiceShutdownResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Shutdown"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.AgentServiceShutdownRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.AgentServiceShutdownResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AgentServiceMethodDescriptorSupplier("Shutdown"))
              .build();
        }
      }
    }
    return getShutdownMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.DescribeRequest,
      io.lyceum.v1.DescribeResponse> getDescribeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Describe",
      requestType = io.lyceum.v1.DescribeRequest.class,
      responseType = io.lyceum.v1.DescribeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.DescribeRequest,
      io.lyceum.v1.DescribeResponse> getDescribeMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.DescribeRequest, io.lyceum.v1.DescribeResponse> getDescribeMethod;
    if ((getDescribeMethod = AgentServiceGrpc.getDescribeMethod) == null) {
      synchronized (AgentServiceGrpc.class) {
        if ((getDescribeMethod = AgentServiceGrpc.getDescribeMethod) == null) {
          AgentServiceGrpc.getDescribeMethod = getDescribeMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.DescribeRequest, io.lyceum.v1.DescribeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Describe"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.DescribeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.DescribeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AgentServiceMethodDescriptorSupplier("Describe"))
              .build();
        }
      }
    }
    return getDescribeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.GetStatsRequest,
      io.lyceum.v1.GetStatsResponse> getGetStatsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetStats",
      requestType = io.lyceum.v1.GetStatsRequest.class,
      responseType = io.lyceum.v1.GetStatsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.GetStatsRequest,
      io.lyceum.v1.GetStatsResponse> getGetStatsMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.GetStatsRequest, io.lyceum.v1.GetStatsResponse> getGetStatsMethod;
    if ((getGetStatsMethod = AgentServiceGrpc.getGetStatsMethod) == null) {
      synchronized (AgentServiceGrpc.class) {
        if ((getGetStatsMethod = AgentServiceGrpc.getGetStatsMethod) == null) {
          AgentServiceGrpc.getGetStatsMethod = getGetStatsMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.GetStatsRequest, io.lyceum.v1.GetStatsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetStats"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetStatsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetStatsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new AgentServiceMethodDescriptorSupplier("GetStats"))
              .build();
        }
      }
    }
    return getGetStatsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static AgentServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AgentServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AgentServiceStub>() {
        @java.lang.Override
        public AgentServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AgentServiceStub(channel, callOptions);
        }
      };
    return AgentServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static AgentServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AgentServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AgentServiceBlockingV2Stub>() {
        @java.lang.Override
        public AgentServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AgentServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return AgentServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static AgentServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AgentServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AgentServiceBlockingStub>() {
        @java.lang.Override
        public AgentServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AgentServiceBlockingStub(channel, callOptions);
        }
      };
    return AgentServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static AgentServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<AgentServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<AgentServiceFutureStub>() {
        @java.lang.Override
        public AgentServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new AgentServiceFutureStub(channel, callOptions);
        }
      };
    return AgentServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Calls, without a mailbox of one's own. The caller's gRPC deadline is the message's.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Calls an action and waits for its end. What the agent did wrong is in the response; what kept it from answering is a status.
     * INVALID_ARGUMENT: MESSAGE_TOO_LARGE; ID_REUSED; INVALID_ARGUMENTS (they do not fit the action).
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void invoke(io.lyceum.v1.InvokeRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.InvokeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getInvokeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Calls an action and streams its partial results, then its end. Without the last message, `end`, the call is not over.
     * A slow reader slows the agent down; partial results that were lost all the same end the call with UNDELIVERABLE.
     * A repeat of the request id that joins the call gets the partial results from the oldest that is kept; once the call is over it gets the end alone.
     * Fails as Invoke.
     * </pre>
     */
    default void invokeStream(io.lyceum.v1.InvokeStreamRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.InvokeStreamResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getInvokeStreamMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells how far the agent is, at once; a running agent is asked for a sign of life, and whatever it answers is one.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * DEADLINE_EXCEEDED: EXPIRED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void ping(io.lyceum.v1.PingRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.PingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPingMethod(), responseObserver);
    }

    /**
     * <pre>
     * Cancels a call that this caller made by Invoke or InvokeStream. The call then ends CANCELLED.
     * NOT_FOUND: MAILBOX_NOT_FOUND; REQUEST_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void cancel(io.lyceum.v1.CancelRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.CancelResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCancelMethod(), responseObserver);
    }

    /**
     * <pre>
     * Asks an agent to end, whoever runs it; answers once the request is kept in its mailbox. ManagerService.Shutdown ends a run.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void shutdown(io.lyceum.v1.AgentServiceShutdownRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.AgentServiceShutdownResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getShutdownMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells the agent's actions with their schemas. The agent itself is asked, so it must run.
     * INVALID_ARGUMENT: INVALID_ARGUMENTS.
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND (it cannot describe itself).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED (what it says is no description).
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void describe(io.lyceum.v1.DescribeRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.DescribeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDescribeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells an agent's counts; does not ask the agent.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    default void getStats(io.lyceum.v1.GetStatsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetStatsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetStatsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service AgentService.
   * <pre>
   * Calls, without a mailbox of one's own. The caller's gRPC deadline is the message's.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static abstract class AgentServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return AgentServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service AgentService.
   * <pre>
   * Calls, without a mailbox of one's own. The caller's gRPC deadline is the message's.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static final class AgentServiceStub
      extends io.grpc.stub.AbstractAsyncStub<AgentServiceStub> {
    private AgentServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AgentServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AgentServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Calls an action and waits for its end. What the agent did wrong is in the response; what kept it from answering is a status.
     * INVALID_ARGUMENT: MESSAGE_TOO_LARGE; ID_REUSED; INVALID_ARGUMENTS (they do not fit the action).
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void invoke(io.lyceum.v1.InvokeRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.InvokeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getInvokeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Calls an action and streams its partial results, then its end. Without the last message, `end`, the call is not over.
     * A slow reader slows the agent down; partial results that were lost all the same end the call with UNDELIVERABLE.
     * A repeat of the request id that joins the call gets the partial results from the oldest that is kept; once the call is over it gets the end alone.
     * Fails as Invoke.
     * </pre>
     */
    public void invokeStream(io.lyceum.v1.InvokeStreamRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.InvokeStreamResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getInvokeStreamMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells how far the agent is, at once; a running agent is asked for a sign of life, and whatever it answers is one.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * DEADLINE_EXCEEDED: EXPIRED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void ping(io.lyceum.v1.PingRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.PingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPingMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Cancels a call that this caller made by Invoke or InvokeStream. The call then ends CANCELLED.
     * NOT_FOUND: MAILBOX_NOT_FOUND; REQUEST_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void cancel(io.lyceum.v1.CancelRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.CancelResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCancelMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Asks an agent to end, whoever runs it; answers once the request is kept in its mailbox. ManagerService.Shutdown ends a run.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void shutdown(io.lyceum.v1.AgentServiceShutdownRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.AgentServiceShutdownResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getShutdownMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells the agent's actions with their schemas. The agent itself is asked, so it must run.
     * INVALID_ARGUMENT: INVALID_ARGUMENTS.
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND (it cannot describe itself).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED (what it says is no description).
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void describe(io.lyceum.v1.DescribeRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.DescribeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDescribeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells an agent's counts; does not ask the agent.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    public void getStats(io.lyceum.v1.GetStatsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetStatsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetStatsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service AgentService.
   * <pre>
   * Calls, without a mailbox of one's own. The caller's gRPC deadline is the message's.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static final class AgentServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<AgentServiceBlockingV2Stub> {
    private AgentServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AgentServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AgentServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Calls an action and waits for its end. What the agent did wrong is in the response; what kept it from answering is a status.
     * INVALID_ARGUMENT: MESSAGE_TOO_LARGE; ID_REUSED; INVALID_ARGUMENTS (they do not fit the action).
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.InvokeResponse invoke(io.lyceum.v1.InvokeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getInvokeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Calls an action and streams its partial results, then its end. Without the last message, `end`, the call is not over.
     * A slow reader slows the agent down; partial results that were lost all the same end the call with UNDELIVERABLE.
     * A repeat of the request id that joins the call gets the partial results from the oldest that is kept; once the call is over it gets the end alone.
     * Fails as Invoke.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.lyceum.v1.InvokeStreamResponse>
        invokeStream(io.lyceum.v1.InvokeStreamRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getInvokeStreamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells how far the agent is, at once; a running agent is asked for a sign of life, and whatever it answers is one.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * DEADLINE_EXCEEDED: EXPIRED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.PingResponse ping(io.lyceum.v1.PingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Cancels a call that this caller made by Invoke or InvokeStream. The call then ends CANCELLED.
     * NOT_FOUND: MAILBOX_NOT_FOUND; REQUEST_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.CancelResponse cancel(io.lyceum.v1.CancelRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCancelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks an agent to end, whoever runs it; answers once the request is kept in its mailbox. ManagerService.Shutdown ends a run.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.AgentServiceShutdownResponse shutdown(io.lyceum.v1.AgentServiceShutdownRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getShutdownMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells the agent's actions with their schemas. The agent itself is asked, so it must run.
     * INVALID_ARGUMENT: INVALID_ARGUMENTS.
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND (it cannot describe itself).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED (what it says is no description).
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.DescribeResponse describe(io.lyceum.v1.DescribeRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDescribeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells an agent's counts; does not ask the agent.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    public io.lyceum.v1.GetStatsResponse getStats(io.lyceum.v1.GetStatsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetStatsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service AgentService.
   * <pre>
   * Calls, without a mailbox of one's own. The caller's gRPC deadline is the message's.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static final class AgentServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<AgentServiceBlockingStub> {
    private AgentServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AgentServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AgentServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Calls an action and waits for its end. What the agent did wrong is in the response; what kept it from answering is a status.
     * INVALID_ARGUMENT: MESSAGE_TOO_LARGE; ID_REUSED; INVALID_ARGUMENTS (they do not fit the action).
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.InvokeResponse invoke(io.lyceum.v1.InvokeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getInvokeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Calls an action and streams its partial results, then its end. Without the last message, `end`, the call is not over.
     * A slow reader slows the agent down; partial results that were lost all the same end the call with UNDELIVERABLE.
     * A repeat of the request id that joins the call gets the partial results from the oldest that is kept; once the call is over it gets the end alone.
     * Fails as Invoke.
     * </pre>
     */
    public java.util.Iterator<io.lyceum.v1.InvokeStreamResponse> invokeStream(
        io.lyceum.v1.InvokeStreamRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getInvokeStreamMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells how far the agent is, at once; a running agent is asked for a sign of life, and whatever it answers is one.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * DEADLINE_EXCEEDED: EXPIRED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.PingResponse ping(io.lyceum.v1.PingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Cancels a call that this caller made by Invoke or InvokeStream. The call then ends CANCELLED.
     * NOT_FOUND: MAILBOX_NOT_FOUND; REQUEST_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.CancelResponse cancel(io.lyceum.v1.CancelRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCancelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks an agent to end, whoever runs it; answers once the request is kept in its mailbox. ManagerService.Shutdown ends a run.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.AgentServiceShutdownResponse shutdown(io.lyceum.v1.AgentServiceShutdownRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getShutdownMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells the agent's actions with their schemas. The agent itself is asked, so it must run.
     * INVALID_ARGUMENT: INVALID_ARGUMENTS.
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND (it cannot describe itself).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED (what it says is no description).
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.DescribeResponse describe(io.lyceum.v1.DescribeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDescribeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells an agent's counts; does not ask the agent.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    public io.lyceum.v1.GetStatsResponse getStats(io.lyceum.v1.GetStatsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetStatsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service AgentService.
   * <pre>
   * Calls, without a mailbox of one's own. The caller's gRPC deadline is the message's.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static final class AgentServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<AgentServiceFutureStub> {
    private AgentServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected AgentServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new AgentServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Calls an action and waits for its end. What the agent did wrong is in the response; what kept it from answering is a status.
     * INVALID_ARGUMENT: MESSAGE_TOO_LARGE; ID_REUSED; INVALID_ARGUMENTS (they do not fit the action).
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.InvokeResponse> invoke(
        io.lyceum.v1.InvokeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getInvokeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells how far the agent is, at once; a running agent is asked for a sign of life, and whatever it answers is one.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * DEADLINE_EXCEEDED: EXPIRED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.PingResponse> ping(
        io.lyceum.v1.PingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPingMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Cancels a call that this caller made by Invoke or InvokeStream. The call then ends CANCELLED.
     * NOT_FOUND: MAILBOX_NOT_FOUND; REQUEST_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.CancelResponse> cancel(
        io.lyceum.v1.CancelRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCancelMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Asks an agent to end, whoever runs it; answers once the request is kept in its mailbox. ManagerService.Shutdown ends a run.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: TOO_MANY_OUTSTANDING.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.AgentServiceShutdownResponse> shutdown(
        io.lyceum.v1.AgentServiceShutdownRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getShutdownMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells the agent's actions with their schemas. The agent itself is asked, so it must run.
     * INVALID_ARGUMENT: INVALID_ARGUMENTS.
     * NOT_FOUND: MAILBOX_NOT_FOUND; ACTION_NOT_FOUND (it cannot describe itself).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; INCOMPATIBLE_PROTOCOL; UNSUPPORTED (what it says is no description).
     * ABORTED: HOST_LOST; UNDELIVERABLE.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL; TOO_MANY_OUTSTANDING.
     * DEADLINE_EXCEEDED: EXPIRED. CANCELLED: REQUEST_CANCELLED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.DescribeResponse> describe(
        io.lyceum.v1.DescribeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDescribeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells an agent's counts; does not ask the agent.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.GetStatsResponse> getStats(
        io.lyceum.v1.GetStatsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetStatsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_INVOKE = 0;
  private static final int METHODID_INVOKE_STREAM = 1;
  private static final int METHODID_PING = 2;
  private static final int METHODID_CANCEL = 3;
  private static final int METHODID_SHUTDOWN = 4;
  private static final int METHODID_DESCRIBE = 5;
  private static final int METHODID_GET_STATS = 6;

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
        case METHODID_INVOKE:
          serviceImpl.invoke((io.lyceum.v1.InvokeRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.InvokeResponse>) responseObserver);
          break;
        case METHODID_INVOKE_STREAM:
          serviceImpl.invokeStream((io.lyceum.v1.InvokeStreamRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.InvokeStreamResponse>) responseObserver);
          break;
        case METHODID_PING:
          serviceImpl.ping((io.lyceum.v1.PingRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.PingResponse>) responseObserver);
          break;
        case METHODID_CANCEL:
          serviceImpl.cancel((io.lyceum.v1.CancelRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.CancelResponse>) responseObserver);
          break;
        case METHODID_SHUTDOWN:
          serviceImpl.shutdown((io.lyceum.v1.AgentServiceShutdownRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.AgentServiceShutdownResponse>) responseObserver);
          break;
        case METHODID_DESCRIBE:
          serviceImpl.describe((io.lyceum.v1.DescribeRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.DescribeResponse>) responseObserver);
          break;
        case METHODID_GET_STATS:
          serviceImpl.getStats((io.lyceum.v1.GetStatsRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.GetStatsResponse>) responseObserver);
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
          getInvokeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.InvokeRequest,
              io.lyceum.v1.InvokeResponse>(
                service, METHODID_INVOKE)))
        .addMethod(
          getInvokeStreamMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.lyceum.v1.InvokeStreamRequest,
              io.lyceum.v1.InvokeStreamResponse>(
                service, METHODID_INVOKE_STREAM)))
        .addMethod(
          getPingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.PingRequest,
              io.lyceum.v1.PingResponse>(
                service, METHODID_PING)))
        .addMethod(
          getCancelMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.CancelRequest,
              io.lyceum.v1.CancelResponse>(
                service, METHODID_CANCEL)))
        .addMethod(
          getShutdownMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.AgentServiceShutdownRequest,
              io.lyceum.v1.AgentServiceShutdownResponse>(
                service, METHODID_SHUTDOWN)))
        .addMethod(
          getDescribeMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.DescribeRequest,
              io.lyceum.v1.DescribeResponse>(
                service, METHODID_DESCRIBE)))
        .addMethod(
          getGetStatsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.GetStatsRequest,
              io.lyceum.v1.GetStatsResponse>(
                service, METHODID_GET_STATS)))
        .build();
  }

  private static abstract class AgentServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    AgentServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.lyceum.v1.AgentProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("AgentService");
    }
  }

  private static final class AgentServiceFileDescriptorSupplier
      extends AgentServiceBaseDescriptorSupplier {
    AgentServiceFileDescriptorSupplier() {}
  }

  private static final class AgentServiceMethodDescriptorSupplier
      extends AgentServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    AgentServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (AgentServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new AgentServiceFileDescriptorSupplier())
              .addMethod(getInvokeMethod())
              .addMethod(getInvokeStreamMethod())
              .addMethod(getPingMethod())
              .addMethod(getCancelMethod())
              .addMethod(getShutdownMethod())
              .addMethod(getDescribeMethod())
              .addMethod(getGetStatsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
