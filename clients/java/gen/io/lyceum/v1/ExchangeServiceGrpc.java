package io.lyceum.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Mailboxes: registering, finding, sending, listening, settling.
 * Every RPC but GetServerInfo can also fail with what follows, which is not repeated below.
 * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
 * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
 * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
 * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class ExchangeServiceGrpc {

  private ExchangeServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "lyceum.v1.ExchangeService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.GetServerInfoRequest,
      io.lyceum.v1.GetServerInfoResponse> getGetServerInfoMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetServerInfo",
      requestType = io.lyceum.v1.GetServerInfoRequest.class,
      responseType = io.lyceum.v1.GetServerInfoResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.GetServerInfoRequest,
      io.lyceum.v1.GetServerInfoResponse> getGetServerInfoMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.GetServerInfoRequest, io.lyceum.v1.GetServerInfoResponse> getGetServerInfoMethod;
    if ((getGetServerInfoMethod = ExchangeServiceGrpc.getGetServerInfoMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getGetServerInfoMethod = ExchangeServiceGrpc.getGetServerInfoMethod) == null) {
          ExchangeServiceGrpc.getGetServerInfoMethod = getGetServerInfoMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.GetServerInfoRequest, io.lyceum.v1.GetServerInfoResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetServerInfo"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetServerInfoRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetServerInfoResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("GetServerInfo"))
              .build();
        }
      }
    }
    return getGetServerInfoMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.RegisterUserRequest,
      io.lyceum.v1.RegisterUserResponse> getRegisterUserMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RegisterUser",
      requestType = io.lyceum.v1.RegisterUserRequest.class,
      responseType = io.lyceum.v1.RegisterUserResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.RegisterUserRequest,
      io.lyceum.v1.RegisterUserResponse> getRegisterUserMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.RegisterUserRequest, io.lyceum.v1.RegisterUserResponse> getRegisterUserMethod;
    if ((getRegisterUserMethod = ExchangeServiceGrpc.getRegisterUserMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getRegisterUserMethod = ExchangeServiceGrpc.getRegisterUserMethod) == null) {
          ExchangeServiceGrpc.getRegisterUserMethod = getRegisterUserMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.RegisterUserRequest, io.lyceum.v1.RegisterUserResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RegisterUser"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.RegisterUserRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.RegisterUserResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("RegisterUser"))
              .build();
        }
      }
    }
    return getRegisterUserMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.RegisterAgentsRequest,
      io.lyceum.v1.RegisterAgentsResponse> getRegisterAgentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RegisterAgents",
      requestType = io.lyceum.v1.RegisterAgentsRequest.class,
      responseType = io.lyceum.v1.RegisterAgentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.RegisterAgentsRequest,
      io.lyceum.v1.RegisterAgentsResponse> getRegisterAgentsMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.RegisterAgentsRequest, io.lyceum.v1.RegisterAgentsResponse> getRegisterAgentsMethod;
    if ((getRegisterAgentsMethod = ExchangeServiceGrpc.getRegisterAgentsMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getRegisterAgentsMethod = ExchangeServiceGrpc.getRegisterAgentsMethod) == null) {
          ExchangeServiceGrpc.getRegisterAgentsMethod = getRegisterAgentsMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.RegisterAgentsRequest, io.lyceum.v1.RegisterAgentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RegisterAgents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.RegisterAgentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.RegisterAgentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("RegisterAgents"))
              .build();
        }
      }
    }
    return getRegisterAgentsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.TerminateRequest,
      io.lyceum.v1.TerminateResponse> getTerminateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Terminate",
      requestType = io.lyceum.v1.TerminateRequest.class,
      responseType = io.lyceum.v1.TerminateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.TerminateRequest,
      io.lyceum.v1.TerminateResponse> getTerminateMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.TerminateRequest, io.lyceum.v1.TerminateResponse> getTerminateMethod;
    if ((getTerminateMethod = ExchangeServiceGrpc.getTerminateMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getTerminateMethod = ExchangeServiceGrpc.getTerminateMethod) == null) {
          ExchangeServiceGrpc.getTerminateMethod = getTerminateMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.TerminateRequest, io.lyceum.v1.TerminateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Terminate"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.TerminateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.TerminateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Terminate"))
              .build();
        }
      }
    }
    return getTerminateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.GetMailboxRequest,
      io.lyceum.v1.GetMailboxResponse> getGetMailboxMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetMailbox",
      requestType = io.lyceum.v1.GetMailboxRequest.class,
      responseType = io.lyceum.v1.GetMailboxResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.GetMailboxRequest,
      io.lyceum.v1.GetMailboxResponse> getGetMailboxMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.GetMailboxRequest, io.lyceum.v1.GetMailboxResponse> getGetMailboxMethod;
    if ((getGetMailboxMethod = ExchangeServiceGrpc.getGetMailboxMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getGetMailboxMethod = ExchangeServiceGrpc.getGetMailboxMethod) == null) {
          ExchangeServiceGrpc.getGetMailboxMethod = getGetMailboxMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.GetMailboxRequest, io.lyceum.v1.GetMailboxResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetMailbox"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetMailboxRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.GetMailboxResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("GetMailbox"))
              .build();
        }
      }
    }
    return getGetMailboxMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.DiscoverRequest,
      io.lyceum.v1.DiscoverResponse> getDiscoverMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Discover",
      requestType = io.lyceum.v1.DiscoverRequest.class,
      responseType = io.lyceum.v1.DiscoverResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.DiscoverRequest,
      io.lyceum.v1.DiscoverResponse> getDiscoverMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.DiscoverRequest, io.lyceum.v1.DiscoverResponse> getDiscoverMethod;
    if ((getDiscoverMethod = ExchangeServiceGrpc.getDiscoverMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getDiscoverMethod = ExchangeServiceGrpc.getDiscoverMethod) == null) {
          ExchangeServiceGrpc.getDiscoverMethod = getDiscoverMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.DiscoverRequest, io.lyceum.v1.DiscoverResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Discover"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.DiscoverRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.DiscoverResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Discover"))
              .build();
        }
      }
    }
    return getDiscoverMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ListDeadLettersRequest,
      io.lyceum.v1.ListDeadLettersResponse> getListDeadLettersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListDeadLetters",
      requestType = io.lyceum.v1.ListDeadLettersRequest.class,
      responseType = io.lyceum.v1.ListDeadLettersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ListDeadLettersRequest,
      io.lyceum.v1.ListDeadLettersResponse> getListDeadLettersMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ListDeadLettersRequest, io.lyceum.v1.ListDeadLettersResponse> getListDeadLettersMethod;
    if ((getListDeadLettersMethod = ExchangeServiceGrpc.getListDeadLettersMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getListDeadLettersMethod = ExchangeServiceGrpc.getListDeadLettersMethod) == null) {
          ExchangeServiceGrpc.getListDeadLettersMethod = getListDeadLettersMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ListDeadLettersRequest, io.lyceum.v1.ListDeadLettersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListDeadLetters"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListDeadLettersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListDeadLettersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("ListDeadLetters"))
              .build();
        }
      }
    }
    return getListDeadLettersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.RequeueRequest,
      io.lyceum.v1.RequeueResponse> getRequeueMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Requeue",
      requestType = io.lyceum.v1.RequeueRequest.class,
      responseType = io.lyceum.v1.RequeueResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.RequeueRequest,
      io.lyceum.v1.RequeueResponse> getRequeueMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.RequeueRequest, io.lyceum.v1.RequeueResponse> getRequeueMethod;
    if ((getRequeueMethod = ExchangeServiceGrpc.getRequeueMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getRequeueMethod = ExchangeServiceGrpc.getRequeueMethod) == null) {
          ExchangeServiceGrpc.getRequeueMethod = getRequeueMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.RequeueRequest, io.lyceum.v1.RequeueResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Requeue"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.RequeueRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.RequeueResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Requeue"))
              .build();
        }
      }
    }
    return getRequeueMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ShareRequest,
      io.lyceum.v1.ShareResponse> getShareMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Share",
      requestType = io.lyceum.v1.ShareRequest.class,
      responseType = io.lyceum.v1.ShareResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ShareRequest,
      io.lyceum.v1.ShareResponse> getShareMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ShareRequest, io.lyceum.v1.ShareResponse> getShareMethod;
    if ((getShareMethod = ExchangeServiceGrpc.getShareMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getShareMethod = ExchangeServiceGrpc.getShareMethod) == null) {
          ExchangeServiceGrpc.getShareMethod = getShareMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ShareRequest, io.lyceum.v1.ShareResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Share"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ShareRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ShareResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Share"))
              .build();
        }
      }
    }
    return getShareMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.UnshareRequest,
      io.lyceum.v1.UnshareResponse> getUnshareMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Unshare",
      requestType = io.lyceum.v1.UnshareRequest.class,
      responseType = io.lyceum.v1.UnshareResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.UnshareRequest,
      io.lyceum.v1.UnshareResponse> getUnshareMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.UnshareRequest, io.lyceum.v1.UnshareResponse> getUnshareMethod;
    if ((getUnshareMethod = ExchangeServiceGrpc.getUnshareMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getUnshareMethod = ExchangeServiceGrpc.getUnshareMethod) == null) {
          ExchangeServiceGrpc.getUnshareMethod = getUnshareMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.UnshareRequest, io.lyceum.v1.UnshareResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Unshare"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.UnshareRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.UnshareResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Unshare"))
              .build();
        }
      }
    }
    return getUnshareMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ListSharesRequest,
      io.lyceum.v1.ListSharesResponse> getListSharesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListShares",
      requestType = io.lyceum.v1.ListSharesRequest.class,
      responseType = io.lyceum.v1.ListSharesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ListSharesRequest,
      io.lyceum.v1.ListSharesResponse> getListSharesMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ListSharesRequest, io.lyceum.v1.ListSharesResponse> getListSharesMethod;
    if ((getListSharesMethod = ExchangeServiceGrpc.getListSharesMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getListSharesMethod = ExchangeServiceGrpc.getListSharesMethod) == null) {
          ExchangeServiceGrpc.getListSharesMethod = getListSharesMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ListSharesRequest, io.lyceum.v1.ListSharesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListShares"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListSharesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListSharesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("ListShares"))
              .build();
        }
      }
    }
    return getListSharesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.SendRequest,
      io.lyceum.v1.SendResponse> getSendMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Send",
      requestType = io.lyceum.v1.SendRequest.class,
      responseType = io.lyceum.v1.SendResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.SendRequest,
      io.lyceum.v1.SendResponse> getSendMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.SendRequest, io.lyceum.v1.SendResponse> getSendMethod;
    if ((getSendMethod = ExchangeServiceGrpc.getSendMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getSendMethod = ExchangeServiceGrpc.getSendMethod) == null) {
          ExchangeServiceGrpc.getSendMethod = getSendMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.SendRequest, io.lyceum.v1.SendResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Send"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.SendRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.SendResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Send"))
              .build();
        }
      }
    }
    return getSendMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ListenRequest,
      io.lyceum.v1.ListenResponse> getListenMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Listen",
      requestType = io.lyceum.v1.ListenRequest.class,
      responseType = io.lyceum.v1.ListenResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ListenRequest,
      io.lyceum.v1.ListenResponse> getListenMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ListenRequest, io.lyceum.v1.ListenResponse> getListenMethod;
    if ((getListenMethod = ExchangeServiceGrpc.getListenMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getListenMethod = ExchangeServiceGrpc.getListenMethod) == null) {
          ExchangeServiceGrpc.getListenMethod = getListenMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ListenRequest, io.lyceum.v1.ListenResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Listen"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListenRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ListenResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Listen"))
              .build();
        }
      }
    }
    return getListenMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ReceiveRequest,
      io.lyceum.v1.ReceiveResponse> getReceiveMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Receive",
      requestType = io.lyceum.v1.ReceiveRequest.class,
      responseType = io.lyceum.v1.ReceiveResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ReceiveRequest,
      io.lyceum.v1.ReceiveResponse> getReceiveMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ReceiveRequest, io.lyceum.v1.ReceiveResponse> getReceiveMethod;
    if ((getReceiveMethod = ExchangeServiceGrpc.getReceiveMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getReceiveMethod = ExchangeServiceGrpc.getReceiveMethod) == null) {
          ExchangeServiceGrpc.getReceiveMethod = getReceiveMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ReceiveRequest, io.lyceum.v1.ReceiveResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Receive"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ReceiveRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ReceiveResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Receive"))
              .build();
        }
      }
    }
    return getReceiveMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.SettleRequest,
      io.lyceum.v1.SettleResponse> getSettleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Settle",
      requestType = io.lyceum.v1.SettleRequest.class,
      responseType = io.lyceum.v1.SettleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.SettleRequest,
      io.lyceum.v1.SettleResponse> getSettleMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.SettleRequest, io.lyceum.v1.SettleResponse> getSettleMethod;
    if ((getSettleMethod = ExchangeServiceGrpc.getSettleMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getSettleMethod = ExchangeServiceGrpc.getSettleMethod) == null) {
          ExchangeServiceGrpc.getSettleMethod = getSettleMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.SettleRequest, io.lyceum.v1.SettleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Settle"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.SettleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.SettleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Settle"))
              .build();
        }
      }
    }
    return getSettleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.lyceum.v1.ConnectRequest,
      io.lyceum.v1.ConnectResponse> getConnectMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Connect",
      requestType = io.lyceum.v1.ConnectRequest.class,
      responseType = io.lyceum.v1.ConnectResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
  public static io.grpc.MethodDescriptor<io.lyceum.v1.ConnectRequest,
      io.lyceum.v1.ConnectResponse> getConnectMethod() {
    io.grpc.MethodDescriptor<io.lyceum.v1.ConnectRequest, io.lyceum.v1.ConnectResponse> getConnectMethod;
    if ((getConnectMethod = ExchangeServiceGrpc.getConnectMethod) == null) {
      synchronized (ExchangeServiceGrpc.class) {
        if ((getConnectMethod = ExchangeServiceGrpc.getConnectMethod) == null) {
          ExchangeServiceGrpc.getConnectMethod = getConnectMethod =
              io.grpc.MethodDescriptor.<io.lyceum.v1.ConnectRequest, io.lyceum.v1.ConnectResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Connect"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ConnectRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.lyceum.v1.ConnectResponse.getDefaultInstance()))
              .setSchemaDescriptor(new ExchangeServiceMethodDescriptorSupplier("Connect"))
              .build();
        }
      }
    }
    return getConnectMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static ExchangeServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ExchangeServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ExchangeServiceStub>() {
        @java.lang.Override
        public ExchangeServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ExchangeServiceStub(channel, callOptions);
        }
      };
    return ExchangeServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static ExchangeServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ExchangeServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ExchangeServiceBlockingV2Stub>() {
        @java.lang.Override
        public ExchangeServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ExchangeServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return ExchangeServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static ExchangeServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ExchangeServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ExchangeServiceBlockingStub>() {
        @java.lang.Override
        public ExchangeServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ExchangeServiceBlockingStub(channel, callOptions);
        }
      };
    return ExchangeServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static ExchangeServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<ExchangeServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<ExchangeServiceFutureStub>() {
        @java.lang.Override
        public ExchangeServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new ExchangeServiceFutureStub(channel, callOptions);
        }
      };
    return ExchangeServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Mailboxes: registering, finding, sending, listening, settling.
   * Every RPC but GetServerInfo can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Tells version, limits and capabilities. Needs no credential, and answers while the server drains.
     * INVALID_ARGUMENT: INVALID_FIELD (the bytes are no message). INTERNAL: INTERNAL (a bug).
     * </pre>
     */
    default void getServerInfo(io.lyceum.v1.GetServerInfoRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetServerInfoResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetServerInfoMethod(), responseObserver);
    }

    /**
     * <pre>
     * Registers a user and opens its mailbox. Idempotent for the owner of the uid.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void registerUser(io.lyceum.v1.RegisterUserRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.RegisterUserResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRegisterUserMethod(), responseObserver);
    }

    /**
     * <pre>
     * Registers agents that no manager launches, all or none, and opens their mailboxes. Idempotent for the owner of the uids.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (a uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void registerAgents(io.lyceum.v1.RegisterAgentsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.RegisterAgentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRegisterAgentsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Ends a mailbox for good and answers all that it owes, in one transaction. An unknown or ended id is a no-op.
     * PERMISSION_DENIED: NOT_PERMITTED (the caller may not manage it).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void terminate(io.lyceum.v1.TerminateRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.TerminateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getTerminateMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells status, presence and counts; an unknown id is MISSING, not an error.
     * </pre>
     */
    default void getMailbox(io.lyceum.v1.GetMailboxRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetMailboxResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetMailboxMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists active agents of a type, in the order of registration.
     * </pre>
     */
    default void discover(io.lyceum.v1.DiscoverRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.DiscoverResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDiscoverMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists a mailbox's dead letters, oldest first.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (its dead letters are gone).
     * PERMISSION_DENIED: NOT_PERMITTED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void listDeadLetters(io.lyceum.v1.ListDeadLettersRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListDeadLettersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListDeadLettersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Sends dead letters to their mailbox again, as one-way copies: their senders were answered already.
     * NOT_FOUND: MAILBOX_NOT_FOUND; DEAD_LETTER_NOT_FOUND (nothing is sent).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL (nothing is sent).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void requeue(io.lyceum.v1.RequeueRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.RequeueResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRequeueMethod(), responseObserver);
    }

    /**
     * <pre>
     * Gives a group of accounts exactly these rights to a mailbox, in place of those it had. Its owner may share it, with groups of its own.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void share(io.lyceum.v1.ShareRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ShareResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getShareMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes back what was shared with a group; a share that is not there is a no-op.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void unshare(io.lyceum.v1.UnshareRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.UnshareResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUnshareMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the groups that a mailbox is shared with, in the order of their names.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    default void listShares(io.lyceum.v1.ListSharesRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListSharesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListSharesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Accepts messages durably; each has a result of its own. The same id sent again within five minutes after its answer is one message.
     * NOT_FOUND: MAILBOX_NOT_FOUND (the sender's own).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the sender's own).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; ID_REUSED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; NOT_PERMITTED; MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * </pre>
     */
    default void send(io.lyceum.v1.SendRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.SendResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSendMethod(), responseObserver);
    }

    /**
     * <pre>
     * Opens (or resumes) a session and streams its deliveries; settle them by Settle. Ends with a status, never silently.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED (what was to be resumed is over).
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void listen(io.lyceum.v1.ListenRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListenResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListenMethod(), responseObserver);
    }

    /**
     * <pre>
     * Opens (or resumes) a session and waits for deliveries; an empty answer means none came in time. The session lives for `lease` after each call.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED (what was to be resumed is over).
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    default void receive(io.lyceum.v1.ReceiveRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ReceiveResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReceiveMethod(), responseObserver);
    }

    /**
     * <pre>
     * Settles deliveries of a session. A late or repeated settlement is counted and dropped, never an error.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED.
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE (its request is then answered FAILED).
     * </pre>
     */
    default void settle(io.lyceum.v1.SettleRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.SettleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSettleMethod(), responseObserver);
    }

    /**
     * <pre>
     * One stream for all the sessions of a process: items go up in batches, deliveries come down in batches. A bad item or session never ends the stream.
     * INVALID_ARGUMENT: INVALID_FIELD (a frame that breaks the protocol, so the client is at fault).
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; ID_REUSED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; NOT_PERMITTED; MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED; STORE_UNAVAILABLE.
     * A session ends with: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; SESSION_ENDED; SUPERSEDED.
     * </pre>
     */
    default io.grpc.stub.StreamObserver<io.lyceum.v1.ConnectRequest> connect(
        io.grpc.stub.StreamObserver<io.lyceum.v1.ConnectResponse> responseObserver) {
      return io.grpc.stub.ServerCalls.asyncUnimplementedStreamingCall(getConnectMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service ExchangeService.
   * <pre>
   * Mailboxes: registering, finding, sending, listening, settling.
   * Every RPC but GetServerInfo can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static abstract class ExchangeServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return ExchangeServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service ExchangeService.
   * <pre>
   * Mailboxes: registering, finding, sending, listening, settling.
   * Every RPC but GetServerInfo can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static final class ExchangeServiceStub
      extends io.grpc.stub.AbstractAsyncStub<ExchangeServiceStub> {
    private ExchangeServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ExchangeServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ExchangeServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tells version, limits and capabilities. Needs no credential, and answers while the server drains.
     * INVALID_ARGUMENT: INVALID_FIELD (the bytes are no message). INTERNAL: INTERNAL (a bug).
     * </pre>
     */
    public void getServerInfo(io.lyceum.v1.GetServerInfoRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetServerInfoResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetServerInfoMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Registers a user and opens its mailbox. Idempotent for the owner of the uid.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void registerUser(io.lyceum.v1.RegisterUserRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.RegisterUserResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRegisterUserMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Registers agents that no manager launches, all or none, and opens their mailboxes. Idempotent for the owner of the uids.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (a uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void registerAgents(io.lyceum.v1.RegisterAgentsRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.RegisterAgentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRegisterAgentsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Ends a mailbox for good and answers all that it owes, in one transaction. An unknown or ended id is a no-op.
     * PERMISSION_DENIED: NOT_PERMITTED (the caller may not manage it).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void terminate(io.lyceum.v1.TerminateRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.TerminateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getTerminateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells status, presence and counts; an unknown id is MISSING, not an error.
     * </pre>
     */
    public void getMailbox(io.lyceum.v1.GetMailboxRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.GetMailboxResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetMailboxMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists active agents of a type, in the order of registration.
     * </pre>
     */
    public void discover(io.lyceum.v1.DiscoverRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.DiscoverResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDiscoverMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists a mailbox's dead letters, oldest first.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (its dead letters are gone).
     * PERMISSION_DENIED: NOT_PERMITTED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void listDeadLetters(io.lyceum.v1.ListDeadLettersRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListDeadLettersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListDeadLettersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Sends dead letters to their mailbox again, as one-way copies: their senders were answered already.
     * NOT_FOUND: MAILBOX_NOT_FOUND; DEAD_LETTER_NOT_FOUND (nothing is sent).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL (nothing is sent).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void requeue(io.lyceum.v1.RequeueRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.RequeueResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRequeueMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Gives a group of accounts exactly these rights to a mailbox, in place of those it had. Its owner may share it, with groups of its own.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void share(io.lyceum.v1.ShareRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ShareResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getShareMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Takes back what was shared with a group; a share that is not there is a no-op.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void unshare(io.lyceum.v1.UnshareRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.UnshareResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUnshareMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the groups that a mailbox is shared with, in the order of their names.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    public void listShares(io.lyceum.v1.ListSharesRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListSharesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListSharesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Accepts messages durably; each has a result of its own. The same id sent again within five minutes after its answer is one message.
     * NOT_FOUND: MAILBOX_NOT_FOUND (the sender's own).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the sender's own).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; ID_REUSED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; NOT_PERMITTED; MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * </pre>
     */
    public void send(io.lyceum.v1.SendRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.SendResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSendMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Opens (or resumes) a session and streams its deliveries; settle them by Settle. Ends with a status, never silently.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED (what was to be resumed is over).
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void listen(io.lyceum.v1.ListenRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ListenResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getListenMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Opens (or resumes) a session and waits for deliveries; an empty answer means none came in time. The session lives for `lease` after each call.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED (what was to be resumed is over).
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public void receive(io.lyceum.v1.ReceiveRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.ReceiveResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReceiveMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Settles deliveries of a session. A late or repeated settlement is counted and dropped, never an error.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED.
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE (its request is then answered FAILED).
     * </pre>
     */
    public void settle(io.lyceum.v1.SettleRequest request,
        io.grpc.stub.StreamObserver<io.lyceum.v1.SettleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSettleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * One stream for all the sessions of a process: items go up in batches, deliveries come down in batches. A bad item or session never ends the stream.
     * INVALID_ARGUMENT: INVALID_FIELD (a frame that breaks the protocol, so the client is at fault).
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; ID_REUSED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; NOT_PERMITTED; MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED; STORE_UNAVAILABLE.
     * A session ends with: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; SESSION_ENDED; SUPERSEDED.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.lyceum.v1.ConnectRequest> connect(
        io.grpc.stub.StreamObserver<io.lyceum.v1.ConnectResponse> responseObserver) {
      return io.grpc.stub.ClientCalls.asyncBidiStreamingCall(
          getChannel().newCall(getConnectMethod(), getCallOptions()), responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service ExchangeService.
   * <pre>
   * Mailboxes: registering, finding, sending, listening, settling.
   * Every RPC but GetServerInfo can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static final class ExchangeServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<ExchangeServiceBlockingV2Stub> {
    private ExchangeServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ExchangeServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ExchangeServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Tells version, limits and capabilities. Needs no credential, and answers while the server drains.
     * INVALID_ARGUMENT: INVALID_FIELD (the bytes are no message). INTERNAL: INTERNAL (a bug).
     * </pre>
     */
    public io.lyceum.v1.GetServerInfoResponse getServerInfo(io.lyceum.v1.GetServerInfoRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetServerInfoMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers a user and opens its mailbox. Idempotent for the owner of the uid.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.RegisterUserResponse registerUser(io.lyceum.v1.RegisterUserRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRegisterUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers agents that no manager launches, all or none, and opens their mailboxes. Idempotent for the owner of the uids.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (a uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.RegisterAgentsResponse registerAgents(io.lyceum.v1.RegisterAgentsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRegisterAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a mailbox for good and answers all that it owes, in one transaction. An unknown or ended id is a no-op.
     * PERMISSION_DENIED: NOT_PERMITTED (the caller may not manage it).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.TerminateResponse terminate(io.lyceum.v1.TerminateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getTerminateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells status, presence and counts; an unknown id is MISSING, not an error.
     * </pre>
     */
    public io.lyceum.v1.GetMailboxResponse getMailbox(io.lyceum.v1.GetMailboxRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetMailboxMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists active agents of a type, in the order of registration.
     * </pre>
     */
    public io.lyceum.v1.DiscoverResponse discover(io.lyceum.v1.DiscoverRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDiscoverMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists a mailbox's dead letters, oldest first.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (its dead letters are gone).
     * PERMISSION_DENIED: NOT_PERMITTED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ListDeadLettersResponse listDeadLetters(io.lyceum.v1.ListDeadLettersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends dead letters to their mailbox again, as one-way copies: their senders were answered already.
     * NOT_FOUND: MAILBOX_NOT_FOUND; DEAD_LETTER_NOT_FOUND (nothing is sent).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL (nothing is sent).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.RequeueResponse requeue(io.lyceum.v1.RequeueRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRequeueMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a group of accounts exactly these rights to a mailbox, in place of those it had. Its owner may share it, with groups of its own.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ShareResponse share(io.lyceum.v1.ShareRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getShareMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes back what was shared with a group; a share that is not there is a no-op.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.UnshareResponse unshare(io.lyceum.v1.UnshareRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUnshareMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the groups that a mailbox is shared with, in the order of their names.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    public io.lyceum.v1.ListSharesResponse listShares(io.lyceum.v1.ListSharesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListSharesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Accepts messages durably; each has a result of its own. The same id sent again within five minutes after its answer is one message.
     * NOT_FOUND: MAILBOX_NOT_FOUND (the sender's own).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the sender's own).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; ID_REUSED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; NOT_PERMITTED; MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * </pre>
     */
    public io.lyceum.v1.SendResponse send(io.lyceum.v1.SendRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSendMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Opens (or resumes) a session and streams its deliveries; settle them by Settle. Ends with a status, never silently.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED (what was to be resumed is over).
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, io.lyceum.v1.ListenResponse>
        listen(io.lyceum.v1.ListenRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getListenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Opens (or resumes) a session and waits for deliveries; an empty answer means none came in time. The session lives for `lease` after each call.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED (what was to be resumed is over).
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ReceiveResponse receive(io.lyceum.v1.ReceiveRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getReceiveMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Settles deliveries of a session. A late or repeated settlement is counted and dropped, never an error.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED.
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE (its request is then answered FAILED).
     * </pre>
     */
    public io.lyceum.v1.SettleResponse settle(io.lyceum.v1.SettleRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSettleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One stream for all the sessions of a process: items go up in batches, deliveries come down in batches. A bad item or session never ends the stream.
     * INVALID_ARGUMENT: INVALID_FIELD (a frame that breaks the protocol, so the client is at fault).
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; ID_REUSED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; NOT_PERMITTED; MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED; STORE_UNAVAILABLE.
     * A session ends with: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; SESSION_ENDED; SUPERSEDED.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<io.lyceum.v1.ConnectRequest, io.lyceum.v1.ConnectResponse>
        connect() {
      return io.grpc.stub.ClientCalls.blockingBidiStreamingCall(
          getChannel(), getConnectMethod(), getCallOptions());
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service ExchangeService.
   * <pre>
   * Mailboxes: registering, finding, sending, listening, settling.
   * Every RPC but GetServerInfo can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static final class ExchangeServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<ExchangeServiceBlockingStub> {
    private ExchangeServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ExchangeServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ExchangeServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tells version, limits and capabilities. Needs no credential, and answers while the server drains.
     * INVALID_ARGUMENT: INVALID_FIELD (the bytes are no message). INTERNAL: INTERNAL (a bug).
     * </pre>
     */
    public io.lyceum.v1.GetServerInfoResponse getServerInfo(io.lyceum.v1.GetServerInfoRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetServerInfoMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers a user and opens its mailbox. Idempotent for the owner of the uid.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.RegisterUserResponse registerUser(io.lyceum.v1.RegisterUserRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRegisterUserMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Registers agents that no manager launches, all or none, and opens their mailboxes. Idempotent for the owner of the uids.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (a uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.RegisterAgentsResponse registerAgents(io.lyceum.v1.RegisterAgentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRegisterAgentsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Ends a mailbox for good and answers all that it owes, in one transaction. An unknown or ended id is a no-op.
     * PERMISSION_DENIED: NOT_PERMITTED (the caller may not manage it).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.TerminateResponse terminate(io.lyceum.v1.TerminateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getTerminateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells status, presence and counts; an unknown id is MISSING, not an error.
     * </pre>
     */
    public io.lyceum.v1.GetMailboxResponse getMailbox(io.lyceum.v1.GetMailboxRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetMailboxMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists active agents of a type, in the order of registration.
     * </pre>
     */
    public io.lyceum.v1.DiscoverResponse discover(io.lyceum.v1.DiscoverRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDiscoverMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists a mailbox's dead letters, oldest first.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (its dead letters are gone).
     * PERMISSION_DENIED: NOT_PERMITTED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ListDeadLettersResponse listDeadLetters(io.lyceum.v1.ListDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListDeadLettersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Sends dead letters to their mailbox again, as one-way copies: their senders were answered already.
     * NOT_FOUND: MAILBOX_NOT_FOUND; DEAD_LETTER_NOT_FOUND (nothing is sent).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL (nothing is sent).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.RequeueResponse requeue(io.lyceum.v1.RequeueRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRequeueMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Gives a group of accounts exactly these rights to a mailbox, in place of those it had. Its owner may share it, with groups of its own.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ShareResponse share(io.lyceum.v1.ShareRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getShareMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes back what was shared with a group; a share that is not there is a no-op.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.UnshareResponse unshare(io.lyceum.v1.UnshareRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUnshareMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the groups that a mailbox is shared with, in the order of their names.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    public io.lyceum.v1.ListSharesResponse listShares(io.lyceum.v1.ListSharesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListSharesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Accepts messages durably; each has a result of its own. The same id sent again within five minutes after its answer is one message.
     * NOT_FOUND: MAILBOX_NOT_FOUND (the sender's own).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the sender's own).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; ID_REUSED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; NOT_PERMITTED; MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * </pre>
     */
    public io.lyceum.v1.SendResponse send(io.lyceum.v1.SendRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSendMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Opens (or resumes) a session and streams its deliveries; settle them by Settle. Ends with a status, never silently.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED (what was to be resumed is over).
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public java.util.Iterator<io.lyceum.v1.ListenResponse> listen(
        io.lyceum.v1.ListenRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getListenMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Opens (or resumes) a session and waits for deliveries; an empty answer means none came in time. The session lives for `lease` after each call.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED (what was to be resumed is over).
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public io.lyceum.v1.ReceiveResponse receive(io.lyceum.v1.ReceiveRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReceiveMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Settles deliveries of a session. A late or repeated settlement is counted and dropped, never an error.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED.
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE (its request is then answered FAILED).
     * </pre>
     */
    public io.lyceum.v1.SettleResponse settle(io.lyceum.v1.SettleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSettleMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service ExchangeService.
   * <pre>
   * Mailboxes: registering, finding, sending, listening, settling.
   * Every RPC but GetServerInfo can also fail with what follows, which is not repeated below.
   * INVALID_ARGUMENT: INVALID_FIELD (a field is missing or malformed, or the bytes are no message).
   * UNAUTHENTICATED: TOKEN_MISSING; TOKEN_INVALID; TOKEN_EXPIRED.
   * PERMISSION_DENIED: NOT_PERMITTED (the credential is for other namespaces, or its role may not make the call).
   * UNAVAILABLE: SERVER_DRAINING. INTERNAL: INTERNAL (a bug).
   * </pre>
   */
  public static final class ExchangeServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<ExchangeServiceFutureStub> {
    private ExchangeServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected ExchangeServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new ExchangeServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Tells version, limits and capabilities. Needs no credential, and answers while the server drains.
     * INVALID_ARGUMENT: INVALID_FIELD (the bytes are no message). INTERNAL: INTERNAL (a bug).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.GetServerInfoResponse> getServerInfo(
        io.lyceum.v1.GetServerInfoRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetServerInfoMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Registers a user and opens its mailbox. Idempotent for the owner of the uid.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.RegisterUserResponse> registerUser(
        io.lyceum.v1.RegisterUserRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRegisterUserMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Registers agents that no manager launches, all or none, and opens their mailboxes. Idempotent for the owner of the uids.
     * INVALID_ARGUMENT: ID_REUSED (request id with other content).
     * RESOURCE_EXHAUSTED: QUOTA_EXCEEDED (mailboxes).
     * ALREADY_EXISTS: UID_TAKEN.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (a uid was used and ended).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.RegisterAgentsResponse> registerAgents(
        io.lyceum.v1.RegisterAgentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRegisterAgentsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Ends a mailbox for good and answers all that it owes, in one transaction. An unknown or ended id is a no-op.
     * PERMISSION_DENIED: NOT_PERMITTED (the caller may not manage it).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.TerminateResponse> terminate(
        io.lyceum.v1.TerminateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getTerminateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells status, presence and counts; an unknown id is MISSING, not an error.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.GetMailboxResponse> getMailbox(
        io.lyceum.v1.GetMailboxRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetMailboxMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists active agents of a type, in the order of registration.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.DiscoverResponse> discover(
        io.lyceum.v1.DiscoverRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDiscoverMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists a mailbox's dead letters, oldest first.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (its dead letters are gone).
     * PERMISSION_DENIED: NOT_PERMITTED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ListDeadLettersResponse> listDeadLetters(
        io.lyceum.v1.ListDeadLettersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListDeadLettersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Sends dead letters to their mailbox again, as one-way copies: their senders were answered already.
     * NOT_FOUND: MAILBOX_NOT_FOUND; DEAD_LETTER_NOT_FOUND (nothing is sent).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * PERMISSION_DENIED: NOT_PERMITTED.
     * RESOURCE_EXHAUSTED: MAILBOX_FULL (nothing is sent).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.RequeueResponse> requeue(
        io.lyceum.v1.RequeueRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRequeueMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Gives a group of accounts exactly these rights to a mailbox, in place of those it had. Its owner may share it, with groups of its own.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ShareResponse> share(
        io.lyceum.v1.ShareRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getShareMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Takes back what was shared with a group; a share that is not there is a no-op.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.UnshareResponse> unshare(
        io.lyceum.v1.UnshareRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUnshareMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the groups that a mailbox is shared with, in the order of their names.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ListSharesResponse> listShares(
        io.lyceum.v1.ListSharesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListSharesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Accepts messages durably; each has a result of its own. The same id sent again within five minutes after its answer is one message.
     * NOT_FOUND: MAILBOX_NOT_FOUND (the sender's own).
     * FAILED_PRECONDITION: MAILBOX_TERMINATED (the sender's own).
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE; ID_REUSED; MAILBOX_NOT_FOUND; MAILBOX_TERMINATED; NOT_PERMITTED; MAILBOX_FULL; TOO_MANY_OUTSTANDING; QUOTA_EXCEEDED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.SendResponse> send(
        io.lyceum.v1.SendRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSendMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Opens (or resumes) a session and waits for deliveries; an empty answer means none came in time. The session lives for `lease` after each call.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED (what was to be resumed is over).
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.ReceiveResponse> receive(
        io.lyceum.v1.ReceiveRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReceiveMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Settles deliveries of a session. A late or repeated settlement is counted and dropped, never an error.
     * NOT_FOUND: MAILBOX_NOT_FOUND.
     * FAILED_PRECONDITION: MAILBOX_TERMINATED; SESSION_ENDED.
     * ABORTED: SUPERSEDED.
     * UNAVAILABLE: STORE_UNAVAILABLE.
     * An item fails with: INVALID_FIELD; MESSAGE_TOO_LARGE (its request is then answered FAILED).
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.lyceum.v1.SettleResponse> settle(
        io.lyceum.v1.SettleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSettleMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_GET_SERVER_INFO = 0;
  private static final int METHODID_REGISTER_USER = 1;
  private static final int METHODID_REGISTER_AGENTS = 2;
  private static final int METHODID_TERMINATE = 3;
  private static final int METHODID_GET_MAILBOX = 4;
  private static final int METHODID_DISCOVER = 5;
  private static final int METHODID_LIST_DEAD_LETTERS = 6;
  private static final int METHODID_REQUEUE = 7;
  private static final int METHODID_SHARE = 8;
  private static final int METHODID_UNSHARE = 9;
  private static final int METHODID_LIST_SHARES = 10;
  private static final int METHODID_SEND = 11;
  private static final int METHODID_LISTEN = 12;
  private static final int METHODID_RECEIVE = 13;
  private static final int METHODID_SETTLE = 14;
  private static final int METHODID_CONNECT = 15;

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
        case METHODID_GET_SERVER_INFO:
          serviceImpl.getServerInfo((io.lyceum.v1.GetServerInfoRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.GetServerInfoResponse>) responseObserver);
          break;
        case METHODID_REGISTER_USER:
          serviceImpl.registerUser((io.lyceum.v1.RegisterUserRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.RegisterUserResponse>) responseObserver);
          break;
        case METHODID_REGISTER_AGENTS:
          serviceImpl.registerAgents((io.lyceum.v1.RegisterAgentsRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.RegisterAgentsResponse>) responseObserver);
          break;
        case METHODID_TERMINATE:
          serviceImpl.terminate((io.lyceum.v1.TerminateRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.TerminateResponse>) responseObserver);
          break;
        case METHODID_GET_MAILBOX:
          serviceImpl.getMailbox((io.lyceum.v1.GetMailboxRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.GetMailboxResponse>) responseObserver);
          break;
        case METHODID_DISCOVER:
          serviceImpl.discover((io.lyceum.v1.DiscoverRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.DiscoverResponse>) responseObserver);
          break;
        case METHODID_LIST_DEAD_LETTERS:
          serviceImpl.listDeadLetters((io.lyceum.v1.ListDeadLettersRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ListDeadLettersResponse>) responseObserver);
          break;
        case METHODID_REQUEUE:
          serviceImpl.requeue((io.lyceum.v1.RequeueRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.RequeueResponse>) responseObserver);
          break;
        case METHODID_SHARE:
          serviceImpl.share((io.lyceum.v1.ShareRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ShareResponse>) responseObserver);
          break;
        case METHODID_UNSHARE:
          serviceImpl.unshare((io.lyceum.v1.UnshareRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.UnshareResponse>) responseObserver);
          break;
        case METHODID_LIST_SHARES:
          serviceImpl.listShares((io.lyceum.v1.ListSharesRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ListSharesResponse>) responseObserver);
          break;
        case METHODID_SEND:
          serviceImpl.send((io.lyceum.v1.SendRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.SendResponse>) responseObserver);
          break;
        case METHODID_LISTEN:
          serviceImpl.listen((io.lyceum.v1.ListenRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ListenResponse>) responseObserver);
          break;
        case METHODID_RECEIVE:
          serviceImpl.receive((io.lyceum.v1.ReceiveRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ReceiveResponse>) responseObserver);
          break;
        case METHODID_SETTLE:
          serviceImpl.settle((io.lyceum.v1.SettleRequest) request,
              (io.grpc.stub.StreamObserver<io.lyceum.v1.SettleResponse>) responseObserver);
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
        case METHODID_CONNECT:
          return (io.grpc.stub.StreamObserver<Req>) serviceImpl.connect(
              (io.grpc.stub.StreamObserver<io.lyceum.v1.ConnectResponse>) responseObserver);
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getGetServerInfoMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.GetServerInfoRequest,
              io.lyceum.v1.GetServerInfoResponse>(
                service, METHODID_GET_SERVER_INFO)))
        .addMethod(
          getRegisterUserMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.RegisterUserRequest,
              io.lyceum.v1.RegisterUserResponse>(
                service, METHODID_REGISTER_USER)))
        .addMethod(
          getRegisterAgentsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.RegisterAgentsRequest,
              io.lyceum.v1.RegisterAgentsResponse>(
                service, METHODID_REGISTER_AGENTS)))
        .addMethod(
          getTerminateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.TerminateRequest,
              io.lyceum.v1.TerminateResponse>(
                service, METHODID_TERMINATE)))
        .addMethod(
          getGetMailboxMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.GetMailboxRequest,
              io.lyceum.v1.GetMailboxResponse>(
                service, METHODID_GET_MAILBOX)))
        .addMethod(
          getDiscoverMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.DiscoverRequest,
              io.lyceum.v1.DiscoverResponse>(
                service, METHODID_DISCOVER)))
        .addMethod(
          getListDeadLettersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ListDeadLettersRequest,
              io.lyceum.v1.ListDeadLettersResponse>(
                service, METHODID_LIST_DEAD_LETTERS)))
        .addMethod(
          getRequeueMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.RequeueRequest,
              io.lyceum.v1.RequeueResponse>(
                service, METHODID_REQUEUE)))
        .addMethod(
          getShareMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ShareRequest,
              io.lyceum.v1.ShareResponse>(
                service, METHODID_SHARE)))
        .addMethod(
          getUnshareMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.UnshareRequest,
              io.lyceum.v1.UnshareResponse>(
                service, METHODID_UNSHARE)))
        .addMethod(
          getListSharesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ListSharesRequest,
              io.lyceum.v1.ListSharesResponse>(
                service, METHODID_LIST_SHARES)))
        .addMethod(
          getSendMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.SendRequest,
              io.lyceum.v1.SendResponse>(
                service, METHODID_SEND)))
        .addMethod(
          getListenMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              io.lyceum.v1.ListenRequest,
              io.lyceum.v1.ListenResponse>(
                service, METHODID_LISTEN)))
        .addMethod(
          getReceiveMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.ReceiveRequest,
              io.lyceum.v1.ReceiveResponse>(
                service, METHODID_RECEIVE)))
        .addMethod(
          getSettleMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              io.lyceum.v1.SettleRequest,
              io.lyceum.v1.SettleResponse>(
                service, METHODID_SETTLE)))
        .addMethod(
          getConnectMethod(),
          io.grpc.stub.ServerCalls.asyncBidiStreamingCall(
            new MethodHandlers<
              io.lyceum.v1.ConnectRequest,
              io.lyceum.v1.ConnectResponse>(
                service, METHODID_CONNECT)))
        .build();
  }

  private static abstract class ExchangeServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    ExchangeServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.lyceum.v1.ExchangeProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("ExchangeService");
    }
  }

  private static final class ExchangeServiceFileDescriptorSupplier
      extends ExchangeServiceBaseDescriptorSupplier {
    ExchangeServiceFileDescriptorSupplier() {}
  }

  private static final class ExchangeServiceMethodDescriptorSupplier
      extends ExchangeServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    ExchangeServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (ExchangeServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new ExchangeServiceFileDescriptorSupplier())
              .addMethod(getGetServerInfoMethod())
              .addMethod(getRegisterUserMethod())
              .addMethod(getRegisterAgentsMethod())
              .addMethod(getTerminateMethod())
              .addMethod(getGetMailboxMethod())
              .addMethod(getDiscoverMethod())
              .addMethod(getListDeadLettersMethod())
              .addMethod(getRequeueMethod())
              .addMethod(getShareMethod())
              .addMethod(getUnshareMethod())
              .addMethod(getListSharesMethod())
              .addMethod(getSendMethod())
              .addMethod(getListenMethod())
              .addMethod(getReceiveMethod())
              .addMethod(getSettleMethod())
              .addMethod(getConnectMethod())
              .build();
        }
      }
    }
    return result;
  }
}
