package main

import (
	"context"
	"fmt"
	"net"
	"os/signal"
	"syscall"

	"google.golang.org/grpc"
)

var echo = grpc.ServiceDesc{ServiceName: "bench.Echo", HandlerType: (*any)(nil), Methods: []grpc.MethodDesc{{MethodName: "Echo", Handler: giveBack}}}

// serve serves until SIGTERM; it says where.
func serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.ForceServerCodecV2(rawCodec{}))
	server.RegisterService(&echo, nil)
	going, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	context.AfterFunc(going, server.Stop)
	fmt.Println(listener.Addr())
	return server.Serve(listener)
}

func giveBack(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
	var body []byte
	err := decode(&body)
	return body, err
}
