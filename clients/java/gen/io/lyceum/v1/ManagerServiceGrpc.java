package io.lyceum.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Managers and the runs of their agents. An empty manager id means the server's own manager.
 * Every RPC can also fail with what follows, which is not repeated below.
 * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
 * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID (run tokens too); TOKEN_EXPIRED.
 * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
 * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
 * Every RPC with a manager id can also fail with what follows, which is not repeated below.
 * NOT_FOUND: MANAGER_NOT_FOUND.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class ManagerServiceGrpc {

  private ManagerServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "lyceum.v1.ManagerService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.CreateManagerRequest,
      io.lyceum.v1.CreateManagerResponse> getCreateManagerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateManager",
      requestType = io.lyceum.v1.CreateManagerRequest.class,
      responseType = io.lyceum.v1.CreateManagerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.CreateManagerRequest,
      io.lyceum.v1.CreateManagerResponse> getCreateManagerMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.CreateManagerRequest, io.lyceum.v1.CreateManagerResponse> getCreateManagerMethod;
    if ((getCreateManagerMethod = ManagerServiceGrpc.getCreateManagerMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getCreateManagerMethod = ManagerServiceGrpc.getCreateManagerMethod) == null) {
          ManagerServiceGrpc.getCreateManagerMethod = getCreateManagerMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.CreateManagerRequest, io.lyceum.v1.CreateManagerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateManager"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.CreateManagerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.CreateManagerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("CreateManager"))
              .build();
        }
      }
    }
    return getCreateManagerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.GetManagerRequest,
      io.lyceum.v1.GetManagerResponse> getGetManagerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetManager",
      requestType = io.lyceum.v1.GetManagerRequest.class,
      responseType = io.lyceum.v1.GetManagerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.GetManagerRequest,
      io.lyceum.v1.GetManagerResponse> getGetManagerMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.GetManagerRequest, io.lyceum.v1.GetManagerResponse> getGetManagerMethod;
    if ((getGetManagerMethod = ManagerServiceGrpc.getGetManagerMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getGetManagerMethod = ManagerServiceGrpc.getGetManagerMethod) == null) {
          ManagerServiceGrpc.getGetManagerMethod = getGetManagerMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.GetManagerRequest, io.lyceum.v1.GetManagerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetManager"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetManagerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetManagerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("GetManager"))
              .build();
        }
      }
    }
    return getGetManagerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ListManagersRequest,
      io.lyceum.v1.ListManagersResponse> getListManagersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListManagers",
      requestType = io.lyceum.v1.ListManagersRequest.class,
      responseType = io.lyceum.v1.ListManagersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ListManagersRequest,
      io.lyceum.v1.ListManagersResponse> getListManagersMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ListManagersRequest, io.lyceum.v1.ListManagersResponse> getListManagersMethod;
    if ((getListManagersMethod = ManagerServiceGrpc.getListManagersMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getListManagersMethod = ManagerServiceGrpc.getListManagersMethod) == null) {
          ManagerServiceGrpc.getListManagersMethod = getListManagersMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ListManagersRequest, io.lyceum.v1.ListManagersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListManagers"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListManagersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListManagersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("ListManagers"))
              .build();
        }
      }
    }
    return getListManagersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.KeepAliveRequest,
      io.lyceum.v1.KeepAliveResponse> getKeepAliveMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "KeepAlive",
      requestType = io.lyceum.v1.KeepAliveRequest.class,
      responseType = io.lyceum.v1.KeepAliveResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.KeepAliveRequest,
      io.lyceum.v1.KeepAliveResponse> getKeepAliveMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.KeepAliveRequest, io.lyceum.v1.KeepAliveResponse> getKeepAliveMethod;
    if ((getKeepAliveMethod = ManagerServiceGrpc.getKeepAliveMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getKeepAliveMethod = ManagerServiceGrpc.getKeepAliveMethod) == null) {
          ManagerServiceGrpc.getKeepAliveMethod = getKeepAliveMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.KeepAliveRequest, io.lyceum.v1.KeepAliveResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "KeepAlive"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.KeepAliveRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.KeepAliveResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("KeepAlive"))
              .build();
        }
      }
    }
    return getKeepAliveMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.CloseManagerRequest,
      io.lyceum.v1.CloseManagerResponse> getCloseManagerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CloseManager",
      requestType = io.lyceum.v1.CloseManagerRequest.class,
      responseType = io.lyceum.v1.CloseManagerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.CloseManagerRequest,
      io.lyceum.v1.CloseManagerResponse> getCloseManagerMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.CloseManagerRequest, io.lyceum.v1.CloseManagerResponse> getCloseManagerMethod;
    if ((getCloseManagerMethod = ManagerServiceGrpc.getCloseManagerMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getCloseManagerMethod = ManagerServiceGrpc.getCloseManagerMethod) == null) {
          ManagerServiceGrpc.getCloseManagerMethod = getCloseManagerMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.CloseManagerRequest, io.lyceum.v1.CloseManagerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CloseManager"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.CloseManagerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.CloseManagerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("CloseManager"))
              .build();
        }
      }
    }
    return getCloseManagerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.AddExecutorRequest,
      io.lyceum.v1.AddExecutorResponse> getAddExecutorMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "AddExecutor",
      requestType = io.lyceum.v1.AddExecutorRequest.class,
      responseType = io.lyceum.v1.AddExecutorResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.AddExecutorRequest,
      io.lyceum.v1.AddExecutorResponse> getAddExecutorMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.AddExecutorRequest, io.lyceum.v1.AddExecutorResponse> getAddExecutorMethod;
    if ((getAddExecutorMethod = ManagerServiceGrpc.getAddExecutorMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getAddExecutorMethod = ManagerServiceGrpc.getAddExecutorMethod) == null) {
          ManagerServiceGrpc.getAddExecutorMethod = getAddExecutorMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.AddExecutorRequest, io.lyceum.v1.AddExecutorResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "AddExecutor"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.AddExecutorRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.AddExecutorResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("AddExecutor"))
              .build();
        }
      }
    }
    return getAddExecutorMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.SetDefaultExecutorRequest,
      io.lyceum.v1.SetDefaultExecutorResponse> getSetDefaultExecutorMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SetDefaultExecutor",
      requestType = io.lyceum.v1.SetDefaultExecutorRequest.class,
      responseType = io.lyceum.v1.SetDefaultExecutorResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.SetDefaultExecutorRequest,
      io.lyceum.v1.SetDefaultExecutorResponse> getSetDefaultExecutorMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.SetDefaultExecutorRequest, io.lyceum.v1.SetDefaultExecutorResponse> getSetDefaultExecutorMethod;
    if ((getSetDefaultExecutorMethod = ManagerServiceGrpc.getSetDefaultExecutorMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getSetDefaultExecutorMethod = ManagerServiceGrpc.getSetDefaultExecutorMethod) == null) {
          ManagerServiceGrpc.getSetDefaultExecutorMethod = getSetDefaultExecutorMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.SetDefaultExecutorRequest, io.lyceum.v1.SetDefaultExecutorResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SetDefaultExecutor"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.SetDefaultExecutorRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.SetDefaultExecutorResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("SetDefaultExecutor"))
              .build();
        }
      }
    }
    return getSetDefaultExecutorMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ListExecutorsRequest,
      io.lyceum.v1.ListExecutorsResponse> getListExecutorsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListExecutors",
      requestType = io.lyceum.v1.ListExecutorsRequest.class,
      responseType = io.lyceum.v1.ListExecutorsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ListExecutorsRequest,
      io.lyceum.v1.ListExecutorsResponse> getListExecutorsMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ListExecutorsRequest, io.lyceum.v1.ListExecutorsResponse> getListExecutorsMethod;
    if ((getListExecutorsMethod = ManagerServiceGrpc.getListExecutorsMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getListExecutorsMethod = ManagerServiceGrpc.getListExecutorsMethod) == null) {
          ManagerServiceGrpc.getListExecutorsMethod = getListExecutorsMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ListExecutorsRequest, io.lyceum.v1.ListExecutorsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListExecutors"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListExecutorsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListExecutorsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("ListExecutors"))
              .build();
        }
      }
    }
    return getListExecutorsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ManagerServiceRegisterAgentsRequest,
      io.lyceum.v1.ManagerServiceRegisterAgentsResponse> getRegisterAgentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RegisterAgents",
      requestType = io.lyceum.v1.ManagerServiceRegisterAgentsRequest.class,
      responseType = io.lyceum.v1.ManagerServiceRegisterAgentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ManagerServiceRegisterAgentsRequest,
      io.lyceum.v1.ManagerServiceRegisterAgentsResponse> getRegisterAgentsMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ManagerServiceRegisterAgentsRequest, io.lyceum.v1.ManagerServiceRegisterAgentsResponse> getRegisterAgentsMethod;
    if ((getRegisterAgentsMethod = ManagerServiceGrpc.getRegisterAgentsMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getRegisterAgentsMethod = ManagerServiceGrpc.getRegisterAgentsMethod) == null) {
          ManagerServiceGrpc.getRegisterAgentsMethod = getRegisterAgentsMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ManagerServiceRegisterAgentsRequest, io.lyceum.v1.ManagerServiceRegisterAgentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RegisterAgents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ManagerServiceRegisterAgentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ManagerServiceRegisterAgentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("RegisterAgents"))
              .build();
        }
      }
    }
    return getRegisterAgentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.LaunchRequest,
      io.lyceum.v1.LaunchResponse> getLaunchMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Launch",
      requestType = io.lyceum.v1.LaunchRequest.class,
      responseType = io.lyceum.v1.LaunchResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.LaunchRequest,
      io.lyceum.v1.LaunchResponse> getLaunchMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.LaunchRequest, io.lyceum.v1.LaunchResponse> getLaunchMethod;
    if ((getLaunchMethod = ManagerServiceGrpc.getLaunchMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getLaunchMethod = ManagerServiceGrpc.getLaunchMethod) == null) {
          ManagerServiceGrpc.getLaunchMethod = getLaunchMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.LaunchRequest, io.lyceum.v1.LaunchResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Launch"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.LaunchRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.LaunchResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("Launch"))
              .build();
        }
      }
    }
    return getLaunchMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.LaunchBatchRequest,
      io.lyceum.v1.LaunchBatchResponse> getLaunchBatchMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "LaunchBatch",
      requestType = io.lyceum.v1.LaunchBatchRequest.class,
      responseType = io.lyceum.v1.LaunchBatchResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.LaunchBatchRequest,
      io.lyceum.v1.LaunchBatchResponse> getLaunchBatchMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.LaunchBatchRequest, io.lyceum.v1.LaunchBatchResponse> getLaunchBatchMethod;
    if ((getLaunchBatchMethod = ManagerServiceGrpc.getLaunchBatchMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getLaunchBatchMethod = ManagerServiceGrpc.getLaunchBatchMethod) == null) {
          ManagerServiceGrpc.getLaunchBatchMethod = getLaunchBatchMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.LaunchBatchRequest, io.lyceum.v1.LaunchBatchResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "LaunchBatch"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.LaunchBatchRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.LaunchBatchResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("LaunchBatch"))
              .build();
        }
      }
    }
    return getLaunchBatchMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ListRunsRequest,
      io.lyceum.v1.ListRunsResponse> getListRunsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRuns",
      requestType = io.lyceum.v1.ListRunsRequest.class,
      responseType = io.lyceum.v1.ListRunsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ListRunsRequest,
      io.lyceum.v1.ListRunsResponse> getListRunsMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ListRunsRequest, io.lyceum.v1.ListRunsResponse> getListRunsMethod;
    if ((getListRunsMethod = ManagerServiceGrpc.getListRunsMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getListRunsMethod = ManagerServiceGrpc.getListRunsMethod) == null) {
          ManagerServiceGrpc.getListRunsMethod = getListRunsMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ListRunsRequest, io.lyceum.v1.ListRunsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRuns"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListRunsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListRunsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("ListRuns"))
              .build();
        }
      }
    }
    return getListRunsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.GetRunRequest,
      io.lyceum.v1.GetRunResponse> getGetRunMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetRun",
      requestType = io.lyceum.v1.GetRunRequest.class,
      responseType = io.lyceum.v1.GetRunResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.GetRunRequest,
      io.lyceum.v1.GetRunResponse> getGetRunMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.GetRunRequest, io.lyceum.v1.GetRunResponse> getGetRunMethod;
    if ((getGetRunMethod = ManagerServiceGrpc.getGetRunMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getGetRunMethod = ManagerServiceGrpc.getGetRunMethod) == null) {
          ManagerServiceGrpc.getGetRunMethod = getGetRunMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.GetRunRequest, io.lyceum.v1.GetRunResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetRun"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetRunRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetRunResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("GetRun"))
              .build();
        }
      }
    }
    return getGetRunMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ShutdownRequest,
      io.lyceum.v1.ShutdownResponse> getShutdownMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Shutdown",
      requestType = io.lyceum.v1.ShutdownRequest.class,
      responseType = io.lyceum.v1.ShutdownResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ShutdownRequest,
      io.lyceum.v1.ShutdownResponse> getShutdownMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ShutdownRequest, io.lyceum.v1.ShutdownResponse> getShutdownMethod;
    if ((getShutdownMethod = ManagerServiceGrpc.getShutdownMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getShutdownMethod = ManagerServiceGrpc.getShutdownMethod) == null) {
          ManagerServiceGrpc.getShutdownMethod = getShutdownMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ShutdownRequest, io.lyceum.v1.ShutdownResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Shutdown"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ShutdownRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ShutdownResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("Shutdown"))
              .build();
        }
      }
    }
    return getShutdownMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.WaitRequest,
      io.lyceum.v1.WaitResponse> getWaitMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Wait",
      requestType = io.lyceum.v1.WaitRequest.class,
      responseType = io.lyceum.v1.WaitResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.WaitRequest,
      io.lyceum.v1.WaitResponse> getWaitMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.WaitRequest, io.lyceum.v1.WaitResponse> getWaitMethod;
    if ((getWaitMethod = ManagerServiceGrpc.getWaitMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getWaitMethod = ManagerServiceGrpc.getWaitMethod) == null) {
          ManagerServiceGrpc.getWaitMethod = getWaitMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.WaitRequest, io.lyceum.v1.WaitResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Wait"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.WaitRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.WaitResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("Wait"))
              .build();
        }
      }
    }
    return getWaitMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.WatchRunsRequest,
      io.lyceum.v1.WatchRunsResponse> getWatchRunsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchRuns",
      requestType = io.lyceum.v1.WatchRunsRequest.class,
      responseType = io.lyceum.v1.WatchRunsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.WatchRunsRequest,
      io.lyceum.v1.WatchRunsResponse> getWatchRunsMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.WatchRunsRequest, io.lyceum.v1.WatchRunsResponse> getWatchRunsMethod;
    if ((getWatchRunsMethod = ManagerServiceGrpc.getWatchRunsMethod) == null) {
      synchronized (ManagerServiceGrpc.class) {
        if ((getWatchRunsMethod = ManagerServiceGrpc.getWatchRunsMethod) == null) {
          ManagerServiceGrpc.getWatchRunsMethod = getWatchRunsMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.WatchRunsRequest, io.lyceum.v1.WatchRunsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchRuns"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.WatchRunsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.WatchRunsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ManagerServiceMethodDescriptorSupplier("WatchRuns"))
              .build();
        }
      }
    }
    return getWatchRunsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static ManagerServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ManagerServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ManagerServiceStub>() {
        @java.lang.Override
        public ManagerServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ManagerServiceStub(channel, callOptions);
        }
      };
    return ManagerServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static ManagerServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ManagerServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ManagerServiceBlockingV2Stub>() {
        @java.lang.Override
        public ManagerServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ManagerServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return ManagerServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static ManagerServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ManagerServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ManagerServiceBlockingStub>() {
        @java.lang.Override
        public ManagerServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ManagerServiceBlockingStub(channel, callOptions);
        }
      };
    return ManagerServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static ManagerServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ManagerServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ManagerServiceFutureStub>() {
        @java.lang.Override
        public ManagerServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ManagerServiceFutureStub(channel, callOptions);
        }
      };
    return ManagerServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Managers and the runs of their agents. An empty manager id means the server's own manager.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID (run tokens too); TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * Every RPC with a manager id can also fail with what follows, which is not repeated below.
   * NOT_FOUND: MANAGER_NOT_FOUND.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Makes a manager: a durable record with executors of its own and a user id.
     * INVALID_ARGUMENT: INVALID_FIELD (the default names none of the executors, too); ID_REUSED.
     * NOT_FOUND: TEMPLATE_NOT_FOUND.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void createManager(io.lyceum.v1.CreateManagerRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.CreateManagerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateManagerMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells a manager's state; its close report once it is closed.
     * UNAVAILABLE: STORE_UNAVAILABLE (the server's own manager is made when a namespace first asks for it).
     * </pre>
     */
    default void getManager(io.lyceum.v1.GetManagerRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetManagerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetManagerMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the namespace's managers, oldest first. Close reports have their counts alone; GetManager has the failed runs.
     * </pre>
     */
    default void listManagers(io.lyceum.v1.ListManagersRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListManagersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListManagersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Renews the lease; takes over a manager whose owner vanished and whose policy is DETACH.
     * FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void keepAlive(io.lyceum.v1.KeepAliveRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.KeepAliveResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getKeepAliveMethod(), responseObserver);
    }

    /**
     * <pre>
     * Starts closing: no more launches and retries, every agent is asked to end, killed after the grace, its mailbox terminated if so configured, executors ended. Idempotent.
     * Answers at once; WatchRuns shows the manager's end, with a report of every failure.
     * FAILED_PRECONDITION: DEFAULT_MANAGER.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void closeManager(io.lyceum.v1.CloseManagerRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.CloseManagerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCloseManagerMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds an executor from a template of the operator.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: TEMPLATE_NOT_FOUND. ALREADY_EXISTS: EXECUTOR_EXISTS. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void addExecutor(io.lyceum.v1.AddExecutorRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.AddExecutorResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getAddExecutorMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sets or clears the default executor.
     * NOT_FOUND: EXECUTOR_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void setDefaultExecutor(io.lyceum.v1.SetDefaultExecutorRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.SetDefaultExecutorResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSetDefaultExecutorMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists a manager's executors, in the order they were added.
     * </pre>
     */
    default void listExecutors(io.lyceum.v1.ListExecutorsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListExecutorsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListExecutorsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Registers agents of kinds to be launched later, all or none, in order.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: KIND_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void registerAgents(io.lyceum.v1.ManagerServiceRegisterAgentsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ManagerServiceRegisterAgentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRegisterAgentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Starts a run; answers once it is kept, before the agent runs. Overload succeeds, queues, and says so in `warnings`.
     * INVALID_ARGUMENT: ID_REUSED; MESSAGE_TOO_LARGE (arguments).
     * NOT_FOUND: KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND (the registration).
     * FAILED_PRECONDITION: MANAGER_CLOSED; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED (the registration).
     * PERMISSION_DENIED: NOT_PERMITTED (somebody else registered the agent).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void launch(io.lyceum.v1.LaunchRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.LaunchResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getLaunchMethod(), responseObserver);
    }

    /**
     * <pre>
     * Registers all, then starts one run an item. A bad item has an error of its own; its registration is terminated and the others go on.
     * INVALID_ARGUMENT: ID_REUSED. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs, and nothing is launched).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED; NOT_PERMITTED.
     * </pre>
     */
    default void launchBatch(io.lyceum.v1.LaunchBatchRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.LaunchBatchResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getLaunchBatchMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists runs, oldest first.
     * </pre>
     */
    default void listRuns(io.lyceum.v1.ListRunsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListRunsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRunsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells a run.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * </pre>
     */
    default void getRun(io.lyceum.v1.GetRunRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetRunResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetRunMethod(), responseObserver);
    }

    /**
     * <pre>
     * Asks a run's agent to end and ends its retries; answers at once. A run that has ended is left as it is and returned.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void shutdown(io.lyceum.v1.ShutdownRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ShutdownResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getShutdownMethod(), responseObserver);
    }

    /**
     * <pre>
     * Streams the present state of every run asked for, then each completion as it happens, then `end`. A stream without `end` is cut, not over: ask again.
     * NOT_FOUND: RUN_NOT_FOUND (before any message); NOT_LAUNCHED_HERE (before any message).
     * </pre>
     */
    default void wait(io.lyceum.v1.WaitRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.WaitResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWaitMethod(), responseObserver);
    }

    /**
     * <pre>
     * Streams every change of the manager and its runs after a revision, without gaps or repeats, until the caller leaves or the manager is closed and all was told.
     * OUT_OF_RANGE: CURSOR_EXPIRED (facts: revision). Ask again without a revision: a snapshot comes first.
     * UNAVAILABLE: STORE_UNAVAILABLE (the server's own manager is made when a namespace first asks for it).
     * </pre>
     */
    default void watchRuns(io.lyceum.v1.WatchRunsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.WatchRunsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchRunsMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service ManagerService.
   * <pre>
   * Managers and the runs of their agents. An empty manager id means the server's own manager.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID (run tokens too); TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * Every RPC with a manager id can also fail with what follows, which is not repeated below.
   * NOT_FOUND: MANAGER_NOT_FOUND.
   * </pre>
   */
  public static abstract class ManagerServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return ManagerServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service ManagerService.
   * <pre>
   * Managers and the runs of their agents. An empty manager id means the server's own manager.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID (run tokens too); TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * Every RPC with a manager id can also fail with what follows, which is not repeated below.
   * NOT_FOUND: MANAGER_NOT_FOUND.
   * </pre>
   */
  public static final class ManagerServiceStub
      extends io.grpc.stub.AbstractAsyncStub<ManagerServiceStub> {
    private ManagerServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ManagerServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ManagerServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes a manager: a durable record with executors of its own and a user id.
     * INVALID_ARGUMENT: INVALID_FIELD (the default names none of the executors, too); ID_REUSED.
     * NOT_FOUND: TEMPLATE_NOT_FOUND.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void createManager(io.lyceum.v1.CreateManagerRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.CreateManagerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateManagerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells a manager's state; its close report once it is closed.
     * UNAVAILABLE: STORE_UNAVAILABLE (the server's own manager is made when a namespace first asks for it).
     * </pre>
     */
    public void getManager(io.lyceum.v1.GetManagerRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetManagerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetManagerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the namespace's managers, oldest first. Close reports have their counts alone; GetManager has the failed runs.
     * </pre>
     */
    public void listManagers(io.lyceum.v1.ListManagersRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListManagersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListManagersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Renews the lease; takes over a manager whose owner vanished and whose policy is DETACH.
     * FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void keepAlive(io.lyceum.v1.KeepAliveRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.KeepAliveResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getKeepAliveMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Starts closing: no more launches and retries, every agent is asked to end, killed after the grace, its mailbox terminated if so configured, executors ended. Idempotent.
     * Answers at once; WatchRuns shows the manager's end, with a report of every failure.
     * FAILED_PRECONDITION: DEFAULT_MANAGER.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void closeManager(io.lyceum.v1.CloseManagerRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.CloseManagerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCloseManagerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds an executor from a template of the operator.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: TEMPLATE_NOT_FOUND. ALREADY_EXISTS: EXECUTOR_EXISTS. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void addExecutor(io.lyceum.v1.AddExecutorRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.AddExecutorResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getAddExecutorMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sets or clears the default executor.
     * NOT_FOUND: EXECUTOR_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void setDefaultExecutor(io.lyceum.v1.SetDefaultExecutorRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.SetDefaultExecutorResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSetDefaultExecutorMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists a manager's executors, in the order they were added.
     * </pre>
     */
    public void listExecutors(io.lyceum.v1.ListExecutorsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListExecutorsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListExecutorsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Registers agents of kinds to be launched later, all or none, in order.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: KIND_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void registerAgents(io.lyceum.v1.ManagerServiceRegisterAgentsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ManagerServiceRegisterAgentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRegisterAgentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Starts a run; answers once it is kept, before the agent runs. Overload succeeds, queues, and says so in `warnings`.
     * INVALID_ARGUMENT: ID_REUSED; MESSAGE_TOO_LARGE (arguments).
     * NOT_FOUND: KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND (the registration).
     * FAILED_PRECONDITION: MANAGER_CLOSED; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED (the registration).
     * PERMISSION_DENIED: NOT_PERMITTED (somebody else registered the agent).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void launch(io.lyceum.v1.LaunchRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.LaunchResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getLaunchMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Registers all, then starts one run an item. A bad item has an error of its own; its registration is terminated and the others go on.
     * INVALID_ARGUMENT: ID_REUSED. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs, and nothing is launched).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED; NOT_PERMITTED.
     * </pre>
     */
    public void launchBatch(io.lyceum.v1.LaunchBatchRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.LaunchBatchResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getLaunchBatchMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists runs, oldest first.
     * </pre>
     */
    public void listRuns(io.lyceum.v1.ListRunsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListRunsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRunsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells a run.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * </pre>
     */
    public void getRun(io.lyceum.v1.GetRunRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetRunResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetRunMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Asks a run's agent to end and ends its retries; answers at once. A run that has ended is left as it is and returned.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void shutdown(io.lyceum.v1.ShutdownRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ShutdownResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getShutdownMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Streams the present state of every run asked for, then each completion as it happens, then `end`. A stream without `end` is cut, not over: ask again.
     * NOT_FOUND: RUN_NOT_FOUND (before any message); NOT_LAUNCHED_HERE (before any message).
     * </pre>
     */
    public void wait(io.lyceum.v1.WaitRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.WaitResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWaitMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Streams every change of the manager and its runs after a revision, without gaps or repeats, until the caller leaves or the manager is closed and all was told.
     * OUT_OF_RANGE: CURSOR_EXPIRED (facts: revision). Ask again without a revision: a snapshot comes first.
     * UNAVAILABLE: STORE_UNAVAILABLE (the server's own manager is made when a namespace first asks for it).
     * </pre>
     */
    public void watchRuns(io.lyceum.v1.WatchRunsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.WatchRunsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchRunsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service ManagerService.
   * <pre>
   * Managers and the runs of their agents. An empty manager id means the server's own manager.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID (run tokens too); TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * Every RPC with a manager id can also fail with what follows, which is not repeated below.
   * NOT_FOUND: MANAGER_NOT_FOUND.
   * </pre>
   */
  public static final class ManagerServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<ManagerServiceBlockingV2Stub> {
    private ManagerServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ManagerServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ManagerServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes a manager: a durable record with executors of its own and a user id.
     * INVALID_ARGUMENT: INVALID_FIELD (the default names none of the executors, too); ID_REUSED.
     * NOT_FOUND: TEMPLATE_NOT_FOUND.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.CreateManagerResponse createManager(io.lyceum.v1.CreateManagerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateManagerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells a manager's state; its close report once it is closed.
     * UNAVAILABLE: STORE_UNAVAILABLE (the server's own manager is made when a namespace first asks for it).
     * </pre>
     */
    public io.lyceum.v1.GetManagerResponse getManager(io.lyceum.v1.GetManagerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetManagerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the namespace's managers, oldest first. Close reports have their counts alone; GetManager has the failed runs.
     * </pre>
     */
    public io.lyceum.v1.ListManagersResponse listManagers(io.lyceum.v1.ListManagersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListManagersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renews the lease; takes over a manager whose owner vanished and whose policy is DETACH.
     * FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.KeepAliveResponse keepAlive(io.lyceum.v1.KeepAliveRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getKeepAliveMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts closing: no more launches and retries, every agent is asked to end, killed after the grace, its mailbox terminated if so configured, executors ended. Idempotent.
     * Answers at once; WatchRuns shows the manager's end, with a report of every failure.
     * FAILED_PRECONDITION: DEFAULT_MANAGER.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.CloseManagerResponse closeManager(io.lyceum.v1.CloseManagerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCloseManagerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds an executor from a template of the operator.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: TEMPLATE_NOT_FOUND. ALREADY_EXISTS: EXECUTOR_EXISTS. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.AddExecutorResponse addExecutor(io.lyceum.v1.AddExecutorRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getAddExecutorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets or clears the default executor.
     * NOT_FOUND: EXECUTOR_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.SetDefaultExecutorResponse setDefaultExecutor(io.lyceum.v1.SetDefaultExecutorRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSetDefaultExecutorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists a manager's executors, in the order they were added.
     * </pre>
     */
    public io.lyceum.v1.ListExecutorsResponse listExecutors(io.lyceum.v1.ListExecutorsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListExecutorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers agents of kinds to be launched later, all or none, in order.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: KIND_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ManagerServiceRegisterAgentsResponse registerAgents(io.lyceum.v1.ManagerServiceRegisterAgentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRegisterAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts a run; answers once it is kept, before the agent runs. Overload succeeds, queues, and says so in `warnings`.
     * INVALID_ARGUMENT: ID_REUSED; MESSAGE_TOO_LARGE (arguments).
     * NOT_FOUND: KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND (the registration).
     * FAILED_PRECONDITION: MANAGER_CLOSED; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED (the registration).
     * PERMISSION_DENIED: NOT_PERMITTED (somebody else registered the agent).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.LaunchResponse launch(io.lyceum.v1.LaunchRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getLaunchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers all, then starts one run an item. A bad item has an error of its own; its registration is terminated and the others go on.
     * INVALID_ARGUMENT: ID_REUSED. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs, and nothing is launched).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED; NOT_PERMITTED.
     * </pre>
     */
    public io.lyceum.v1.LaunchBatchResponse launchBatch(io.lyceum.v1.LaunchBatchRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getLaunchBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists runs, oldest first.
     * </pre>
     */
    public io.lyceum.v1.ListRunsResponse listRuns(io.lyceum.v1.ListRunsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRunsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells a run.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * </pre>
     */
    public io.lyceum.v1.GetRunResponse getRun(io.lyceum.v1.GetRunRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks a run's agent to end and ends its retries; answers at once. A run that has ended is left as it is and returned.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ShutdownResponse shutdown(io.lyceum.v1.ShutdownRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getShutdownMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Streams the present state of every run asked for, then each completion as it happens, then `end`. A stream without `end` is cut, not over: ask again.
     * NOT_FOUND: RUN_NOT_FOUND (before any message); NOT_LAUNCHED_HERE (before any message).
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.lyceum.v1.WaitResponse>
        wait(io.lyceum.v1.WaitRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWaitMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Streams every change of the manager and its runs after a revision, without gaps or repeats, until the caller leaves or the manager is closed and all was told.
     * OUT_OF_RANGE: CURSOR_EXPIRED (facts: revision). Ask again without a revision: a snapshot comes first.
     * UNAVAILABLE: STORE_UNAVAILABLE (the server's own manager is made when a namespace first asks for it).
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.lyceum.v1.WatchRunsResponse>
        watchRuns(io.lyceum.v1.WatchRunsRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchRunsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service ManagerService.
   * <pre>
   * Managers and the runs of their agents. An empty manager id means the server's own manager.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID (run tokens too); TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * Every RPC with a manager id can also fail with what follows, which is not repeated below.
   * NOT_FOUND: MANAGER_NOT_FOUND.
   * </pre>
   */
  public static final class ManagerServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<ManagerServiceBlockingStub> {
    private ManagerServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ManagerServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ManagerServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes a manager: a durable record with executors of its own and a user id.
     * INVALID_ARGUMENT: INVALID_FIELD (the default names none of the executors, too); ID_REUSED.
     * NOT_FOUND: TEMPLATE_NOT_FOUND.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.CreateManagerResponse createManager(io.lyceum.v1.CreateManagerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateManagerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells a manager's state; its close report once it is closed.
     * UNAVAILABLE: STORE_UNAVAILABLE (the server's own manager is made when a namespace first asks for it).
     * </pre>
     */
    public io.lyceum.v1.GetManagerResponse getManager(io.lyceum.v1.GetManagerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetManagerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the namespace's managers, oldest first. Close reports have their counts alone; GetManager has the failed runs.
     * </pre>
     */
    public io.lyceum.v1.ListManagersResponse listManagers(io.lyceum.v1.ListManagersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListManagersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renews the lease; takes over a manager whose owner vanished and whose policy is DETACH.
     * FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.KeepAliveResponse keepAlive(io.lyceum.v1.KeepAliveRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getKeepAliveMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts closing: no more launches and retries, every agent is asked to end, killed after the grace, its mailbox terminated if so configured, executors ended. Idempotent.
     * Answers at once; WatchRuns shows the manager's end, with a report of every failure.
     * FAILED_PRECONDITION: DEFAULT_MANAGER.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.CloseManagerResponse closeManager(io.lyceum.v1.CloseManagerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCloseManagerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds an executor from a template of the operator.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: TEMPLATE_NOT_FOUND. ALREADY_EXISTS: EXECUTOR_EXISTS. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.AddExecutorResponse addExecutor(io.lyceum.v1.AddExecutorRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getAddExecutorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sets or clears the default executor.
     * NOT_FOUND: EXECUTOR_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.SetDefaultExecutorResponse setDefaultExecutor(io.lyceum.v1.SetDefaultExecutorRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSetDefaultExecutorMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists a manager's executors, in the order they were added.
     * </pre>
     */
    public io.lyceum.v1.ListExecutorsResponse listExecutors(io.lyceum.v1.ListExecutorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListExecutorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers agents of kinds to be launched later, all or none, in order.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: KIND_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ManagerServiceRegisterAgentsResponse registerAgents(io.lyceum.v1.ManagerServiceRegisterAgentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRegisterAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Starts a run; answers once it is kept, before the agent runs. Overload succeeds, queues, and says so in `warnings`.
     * INVALID_ARGUMENT: ID_REUSED; MESSAGE_TOO_LARGE (arguments).
     * NOT_FOUND: KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND (the registration).
     * FAILED_PRECONDITION: MANAGER_CLOSED; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED (the registration).
     * PERMISSION_DENIED: NOT_PERMITTED (somebody else registered the agent).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.LaunchResponse launch(io.lyceum.v1.LaunchRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getLaunchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers all, then starts one run an item. A bad item has an error of its own; its registration is terminated and the others go on.
     * INVALID_ARGUMENT: ID_REUSED. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs, and nothing is launched).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED; NOT_PERMITTED.
     * </pre>
     */
    public io.lyceum.v1.LaunchBatchResponse launchBatch(io.lyceum.v1.LaunchBatchRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getLaunchBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists runs, oldest first.
     * </pre>
     */
    public io.lyceum.v1.ListRunsResponse listRuns(io.lyceum.v1.ListRunsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRunsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells a run.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * </pre>
     */
    public io.lyceum.v1.GetRunResponse getRun(io.lyceum.v1.GetRunRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetRunMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks a run's agent to end and ends its retries; answers at once. A run that has ended is left as it is and returned.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ShutdownResponse shutdown(io.lyceum.v1.ShutdownRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getShutdownMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Streams the present state of every run asked for, then each completion as it happens, then `end`. A stream without `end` is cut, not over: ask again.
     * NOT_FOUND: RUN_NOT_FOUND (before any message); NOT_LAUNCHED_HERE (before any message).
     * </pre>
     */
    public java.util.Iterator<io.lyceum.v1.WaitResponse> wait(
        io.lyceum.v1.WaitRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWaitMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Streams every change of the manager and its runs after a revision, without gaps or repeats, until the caller leaves or the manager is closed and all was told.
     * OUT_OF_RANGE: CURSOR_EXPIRED (facts: revision). Ask again without a revision: a snapshot comes first.
     * UNAVAILABLE: STORE_UNAVAILABLE (the server's own manager is made when a namespace first asks for it).
     * </pre>
     */
    public java.util.Iterator<io.lyceum.v1.WatchRunsResponse> watchRuns(
        io.lyceum.v1.WatchRunsRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchRunsMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service ManagerService.
   * <pre>
   * Managers and the runs of their agents. An empty manager id means the server's own manager.
   * Every RPC can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID (run tokens too); TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * Every RPC with a manager id can also fail with what follows, which is not repeated below.
   * NOT_FOUND: MANAGER_NOT_FOUND.
   * </pre>
   */
  public static final class ManagerServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<ManagerServiceFutureStub> {
    private ManagerServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ManagerServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ManagerServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Makes a manager: a durable record with executors of its own and a user id.
     * INVALID_ARGUMENT: INVALID_FIELD (the default names none of the executors, too); ID_REUSED.
     * NOT_FOUND: TEMPLATE_NOT_FOUND.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.CreateManagerResponse> createManager(
        io.lyceum.v1.CreateManagerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateManagerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells a manager's state; its close report once it is closed.
     * UNAVAILABLE: STORE_UNAVAILABLE (the server's own manager is made when a namespace first asks for it).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.GetManagerResponse> getManager(
        io.lyceum.v1.GetManagerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetManagerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the namespace's managers, oldest first. Close reports have their counts alone; GetManager has the failed runs.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ListManagersResponse> listManagers(
        io.lyceum.v1.ListManagersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListManagersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Renews the lease; takes over a manager whose owner vanished and whose policy is DETACH.
     * FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.KeepAliveResponse> keepAlive(
        io.lyceum.v1.KeepAliveRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getKeepAliveMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Starts closing: no more launches and retries, every agent is asked to end, killed after the grace, its mailbox terminated if so configured, executors ended. Idempotent.
     * Answers at once; WatchRuns shows the manager's end, with a report of every failure.
     * FAILED_PRECONDITION: DEFAULT_MANAGER.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.CloseManagerResponse> closeManager(
        io.lyceum.v1.CloseManagerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCloseManagerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds an executor from a template of the operator.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: TEMPLATE_NOT_FOUND. ALREADY_EXISTS: EXECUTOR_EXISTS. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.AddExecutorResponse> addExecutor(
        io.lyceum.v1.AddExecutorRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getAddExecutorMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sets or clears the default executor.
     * NOT_FOUND: EXECUTOR_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.SetDefaultExecutorResponse> setDefaultExecutor(
        io.lyceum.v1.SetDefaultExecutorRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSetDefaultExecutorMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists a manager's executors, in the order they were added.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ListExecutorsResponse> listExecutors(
        io.lyceum.v1.ListExecutorsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListExecutorsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Registers agents of kinds to be launched later, all or none, in order.
     * INVALID_ARGUMENT: ID_REUSED. NOT_FOUND: KIND_NOT_FOUND. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ManagerServiceRegisterAgentsResponse> registerAgents(
        io.lyceum.v1.ManagerServiceRegisterAgentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRegisterAgentsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Starts a run; answers once it is kept, before the agent runs. Overload succeeds, queues, and says so in `warnings`.
     * INVALID_ARGUMENT: ID_REUSED; MESSAGE_TOO_LARGE (arguments).
     * NOT_FOUND: KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND (the registration).
     * FAILED_PRECONDITION: MANAGER_CLOSED; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED (the registration).
     * PERMISSION_DENIED: NOT_PERMITTED (somebody else registered the agent).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.LaunchResponse> launch(
        io.lyceum.v1.LaunchRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getLaunchMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Registers all, then starts one run an item. A bad item has an error of its own; its registration is terminated and the others go on.
     * INVALID_ARGUMENT: ID_REUSED. FAILED_PRECONDITION: MANAGER_CLOSED.
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes or runs, and nothing is launched).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; KIND_NOT_FOUND; EXECUTOR_NOT_FOUND; MAILBOX_NOT_FOUND; NO_DEFAULT_EXECUTOR; ALREADY_EXECUTED; ALREADY_RUNNING; MAILBOX_TERMINATED; NOT_PERMITTED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.LaunchBatchResponse> launchBatch(
        io.lyceum.v1.LaunchBatchRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getLaunchBatchMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists runs, oldest first.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ListRunsResponse> listRuns(
        io.lyceum.v1.ListRunsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRunsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells a run.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.GetRunResponse> getRun(
        io.lyceum.v1.GetRunRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetRunMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Asks a run's agent to end and ends its retries; answers at once. A run that has ended is left as it is and returned.
     * NOT_FOUND: RUN_NOT_FOUND; NOT_LAUNCHED_HERE.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ShutdownResponse> shutdown(
        io.lyceum.v1.ShutdownRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getShutdownMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_MANAGER = 0;
  private static final int METHODID_GET_MANAGER = 1;
  private static final int METHODID_LIST_MANAGERS = 2;
  private static final int METHODID_KEEP_ALIVE = 3;
  private static final int METHODID_CLOSE_MANAGER = 4;
  private static final int METHODID_ADD_EXECUTOR = 5;
  private static final int METHODID_SET_DEFAULT_EXECUTOR = 6;
  private static final int METHODID_LIST_EXECUTORS = 7;
  private static final int METHODID_REGISTER_AGENTS = 8;
  private static final int METHODID_LAUNCH = 9;
  private static final int METHODID_LAUNCH_BATCH = 10;
  private static final int METHODID_LIST_RUNS = 11;
  private static final int METHODID_GET_RUN = 12;
  private static final int METHODID_SHUTDOWN = 13;
  private static final int METHODID_WAIT = 14;
  private static final int METHODID_WATCH_RUNS = 15;

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
        case METHODID_CREATE_MANAGER:
          serviceImpl.createManager((io.lyceum.v1.CreateManagerRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.CreateManagerResponse>) responseObserver);
          break;
        case METHODID_GET_MANAGER:
          serviceImpl.getManager((io.lyceum.v1.GetManagerRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.GetManagerResponse>) responseObserver);
          break;
        case METHODID_LIST_MANAGERS:
          serviceImpl.listManagers((io.lyceum.v1.ListManagersRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ListManagersResponse>) responseObserver);
          break;
        case METHODID_KEEP_ALIVE:
          serviceImpl.keepAlive((io.lyceum.v1.KeepAliveRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.KeepAliveResponse>) responseObserver);
          break;
        case METHODID_CLOSE_MANAGER:
          serviceImpl.closeManager((io.lyceum.v1.CloseManagerRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.CloseManagerResponse>) responseObserver);
          break;
        case METHODID_ADD_EXECUTOR:
          serviceImpl.addExecutor((io.lyceum.v1.AddExecutorRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.AddExecutorResponse>) responseObserver);
          break;
        case METHODID_SET_DEFAULT_EXECUTOR:
          serviceImpl.setDefaultExecutor((io.lyceum.v1.SetDefaultExecutorRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.SetDefaultExecutorResponse>) responseObserver);
          break;
        case METHODID_LIST_EXECUTORS:
          serviceImpl.listExecutors((io.lyceum.v1.ListExecutorsRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ListExecutorsResponse>) responseObserver);
          break;
        case METHODID_REGISTER_AGENTS:
          serviceImpl.registerAgents((io.lyceum.v1.ManagerServiceRegisterAgentsRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ManagerServiceRegisterAgentsResponse>) responseObserver);
          break;
        case METHODID_LAUNCH:
          serviceImpl.launch((io.lyceum.v1.LaunchRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.LaunchResponse>) responseObserver);
          break;
        case METHODID_LAUNCH_BATCH:
          serviceImpl.launchBatch((io.lyceum.v1.LaunchBatchRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.LaunchBatchResponse>) responseObserver);
          break;
        case METHODID_LIST_RUNS:
          serviceImpl.listRuns((io.lyceum.v1.ListRunsRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ListRunsResponse>) responseObserver);
          break;
        case METHODID_GET_RUN:
          serviceImpl.getRun((io.lyceum.v1.GetRunRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.GetRunResponse>) responseObserver);
          break;
        case METHODID_SHUTDOWN:
          serviceImpl.shutdown((io.lyceum.v1.ShutdownRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ShutdownResponse>) responseObserver);
          break;
        case METHODID_WAIT:
          serviceImpl.wait((io.lyceum.v1.WaitRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.WaitResponse>) responseObserver);
          break;
        case METHODID_WATCH_RUNS:
          serviceImpl.watchRuns((io.lyceum.v1.WatchRunsRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.WatchRunsResponse>) responseObserver);
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
          getCreateManagerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.CreateManagerRequest,
              io.lyceum.v1.CreateManagerResponse>(
                service, METHODID_CREATE_MANAGER)))
        .addMethod(
          getGetManagerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.GetManagerRequest,
              io.lyceum.v1.GetManagerResponse>(
                service, METHODID_GET_MANAGER)))
        .addMethod(
          getListManagersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ListManagersRequest,
              io.lyceum.v1.ListManagersResponse>(
                service, METHODID_LIST_MANAGERS)))
        .addMethod(
          getKeepAliveMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.KeepAliveRequest,
              io.lyceum.v1.KeepAliveResponse>(
                service, METHODID_KEEP_ALIVE)))
        .addMethod(
          getCloseManagerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.CloseManagerRequest,
              io.lyceum.v1.CloseManagerResponse>(
                service, METHODID_CLOSE_MANAGER)))
        .addMethod(
          getAddExecutorMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.AddExecutorRequest,
              io.lyceum.v1.AddExecutorResponse>(
                service, METHODID_ADD_EXECUTOR)))
        .addMethod(
          getSetDefaultExecutorMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.SetDefaultExecutorRequest,
              io.lyceum.v1.SetDefaultExecutorResponse>(
                service, METHODID_SET_DEFAULT_EXECUTOR)))
        .addMethod(
          getListExecutorsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ListExecutorsRequest,
              io.lyceum.v1.ListExecutorsResponse>(
                service, METHODID_LIST_EXECUTORS)))
        .addMethod(
          getRegisterAgentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ManagerServiceRegisterAgentsRequest,
              io.lyceum.v1.ManagerServiceRegisterAgentsResponse>(
                service, METHODID_REGISTER_AGENTS)))
        .addMethod(
          getLaunchMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.LaunchRequest,
              io.lyceum.v1.LaunchResponse>(
                service, METHODID_LAUNCH)))
        .addMethod(
          getLaunchBatchMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.LaunchBatchRequest,
              io.lyceum.v1.LaunchBatchResponse>(
                service, METHODID_LAUNCH_BATCH)))
        .addMethod(
          getListRunsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ListRunsRequest,
              io.lyceum.v1.ListRunsResponse>(
                service, METHODID_LIST_RUNS)))
        .addMethod(
          getGetRunMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.GetRunRequest,
              io.lyceum.v1.GetRunResponse>(
                service, METHODID_GET_RUN)))
        .addMethod(
          getShutdownMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ShutdownRequest,
              io.lyceum.v1.ShutdownResponse>(
                service, METHODID_SHUTDOWN)))
        .addMethod(
          getWaitMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.lyceum.v1.WaitRequest,
              io.lyceum.v1.WaitResponse>(
                service, METHODID_WAIT)))
        .addMethod(
          getWatchRunsMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.lyceum.v1.WatchRunsRequest,
              io.lyceum.v1.WatchRunsResponse>(
                service, METHODID_WATCH_RUNS)))
        .build();
  }

  private static abstract class ManagerServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    ManagerServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.lyceum.v1.ManagerProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("ManagerService");
    }
  }

  private static final class ManagerServiceFileDescriptorSupplier
      extends ManagerServiceBaseDescriptorSupplier {
    ManagerServiceFileDescriptorSupplier() {}
  }

  private static final class ManagerServiceMethodDescriptorSupplier
      extends ManagerServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    ManagerServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (ManagerServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new ManagerServiceFileDescriptorSupplier())
              .addMethod(getCreateManagerMethod())
              .addMethod(getGetManagerMethod())
              .addMethod(getListManagersMethod())
              .addMethod(getKeepAliveMethod())
              .addMethod(getCloseManagerMethod())
              .addMethod(getAddExecutorMethod())
              .addMethod(getSetDefaultExecutorMethod())
              .addMethod(getListExecutorsMethod())
              .addMethod(getRegisterAgentsMethod())
              .addMethod(getLaunchMethod())
              .addMethod(getLaunchBatchMethod())
              .addMethod(getListRunsMethod())
              .addMethod(getGetRunMethod())
              .addMethod(getShutdownMethod())
              .addMethod(getWaitMethod())
              .addMethod(getWatchRunsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
