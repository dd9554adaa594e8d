// A bare grpc-go unary echo, its server in a process of its own: this program again, with the argument `server`.
package main

import (
	"context"
	"log"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/lyceum-agents/lyceum/test/bench/peers/go/child"
	"github.com/lyceum-agents/lyceum/test/bench/peers/go/load"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(args []string) error {
	if len(args) > 0 {
		return serve()
	}
	server, err := child.Start("server")
	if err != nil {
		return err
	}
	defer server.Stop()
	connection, err := grpc.NewClient(server.Said,
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithNoProxy(), grpc.WithDefaultCallOptions(grpc.ForceCodecV2(rawCodec{})))
	if err != nil {
		return err
	}
	defer connection.Close()
	body := []byte(load.Text)
	call := func(ctx context.Context) (string, error) {
		var answer []byte
		err := connection.Invoke(ctx, "/bench.Echo/Echo", body, &answer)
		return string(answer), err
	}
	return load.Serve(context.Background(), call, "google.golang.org/grpc")
}
