//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// start measures how long it takes to start a provider and to get its schema, and
// how large it is.
func (b *bench) start(ctx context.Context, r *report) error {
	binaries := []struct{ name, path string }{
		{"the provider, as released", b.provider},
		{"without the sandbox and the other subcommands", b.alone},
		{"an empty provider of the same framework", b.empty},
	}
	best := make([]time.Duration, len(binaries))
	// More runs than elsewhere, since each is short; in turns, so that whatever else
	// the machine does meets all of them.
	for range 1 + 4*b.runs {
		for i, binary := range binaries {
			took, err := schemaTime(ctx, binary.path)
			if err != nil {
				return fmt.Errorf("starting %s: %w", binary.path, err)
			}
			if best[i] == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	sizes := make([]int64, len(binaries))
	t := table{title: "Start-up and size", intro: "From the start of the process to the response to `GetProviderSchema`, over TLS like the CLI. " +
		"The binary contains the provider and the subcommands `sandbox`, `cost`, `export`, `unmanaged` and `migrate`, so its bound is 1.7. The second row is the provider alone.",
		rows: [][]string{{"", "start-up", "ratio", "binary", "ratio"}}}
	for i, binary := range binaries {
		info, err := os.Stat(binary.path)
		if err != nil {
			return err
		}
		sizes[i] = info.Size()
	}
	empty := len(binaries) - 1
	for i, binary := range binaries {
		t.rows = append(t.rows, []string{binary.name, millis(best[i]), times(best[i].Seconds(), best[empty].Seconds()),
			megabytes(sizes[i]), times(float64(sizes[i]), float64(sizes[empty]))})
	}
	r.add(t)
	r.ratio("start-up, as a ratio to an empty provider", ratioOf(best[0], best[empty]), 1.3)
	// One binary holds the provider and five subcommands; the provider alone is at about 1.4.
	r.ratio("size of the binary, as a ratio to an empty provider", float64(sizes[0])/float64(sizes[empty]), 1.7)
	return nil
}

// connection is a go-plugin whose client is the connection itself.
type connection struct{ plugin.NetRPCUnsupportedPlugin }

func (connection) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error { return nil }

func (connection) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return c, nil
}

// schemaTime starts a provider as the CLI does, and asks for its schema once.
func schemaTime(ctx context.Context, path string) (time.Duration, error) {
	began := time.Now()
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  plugin.HandshakeConfig{MagicCookieKey: "TF_PLUGIN_MAGIC_COOKIE", MagicCookieValue: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"},
		VersionedPlugins: map[int]plugin.PluginSet{6: {"provider": connection{}}},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Cmd:              exec.CommandContext(ctx, path),
		AutoMTLS:         true,
		Logger:           hclog.NewNullLogger(),
		GRPCDialOptions:  []grpc.DialOption{grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(64 << 20))},
	})
	defer client.Kill()
	protocol, err := client.Client()
	if err != nil {
		return 0, err
	}
	raw, err := protocol.Dispense("provider")
	if err != nil {
		return 0, err
	}
	conn, ok := raw.(*grpc.ClientConn)
	if !ok {
		return 0, fmt.Errorf("the connection is a %T", raw)
	}
	// Both messages have fields, which these keep without a name.
	if err := conn.Invoke(ctx, "/tfplugin6.Provider/GetProviderSchema", &emptypb.Empty{}, &emptypb.Empty{}); err != nil {
		return 0, fmt.Errorf("asking for the schema: %w", err)
	}
	return time.Since(began), nil
}
