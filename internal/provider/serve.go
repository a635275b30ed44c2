package provider

import (
	"context"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// gcPercent lets the heap grow to five times of what is in use, which is little,
// before it is swept: a plan of many resources makes much and keeps almost nothing.
const gcPercent = 400

// Serve serves the provider to a CLI that has started this process, or with
// debugger to one that TF_REATTACH_PROVIDERS leads here. It returns when the CLI
// is done, and ends the process when the CLI is gone.
func Serve(options Options, debugger bool) error {
	var opts []tf6server.ServeOpt
	life := &lifetime{}
	if debugger {
		opts = append(opts, tf6server.WithManagedDebug())
		options.Debugger = true
	} else {
		quiet()
		go life.follow(parentGone())
	}
	defer life.end()
	SweepLate()
	return tf6server.Serve(Address, func() tfprotov6.ProviderServer {
		s := newServer(options)
		life.add(s)
		return s
	}, opts...)
}

// SweepLate lets the garbage collector run less often, for a command that runs once
// and reads a lot of data. A GOGC in the environment takes precedence.
func SweepLate() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}

// sdkLogs are the levels of the libraries' own logs.
func sdkLogs() []string { return []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} }

// quiet turns off logs that nobody reads. The libraries write all of them, at
// level TRACE, and leave it to the CLI to parse and drop them: a third of what a large
// plan costs. Theirs are of use to who debugs the libraries, and 160 MB for a plan
// of 1,000 pods, so they have to be asked for by their own names.
func quiet() {
	level := "off"
	for _, asked := range []string{"TF_LOG", "TF_LOG_PROVIDER"} {
		if os.Getenv(asked) != "" {
			level = "warn"
		}
	}
	if level == "off" {
		_ = os.Setenv("TF_LOG_PROVIDER", level) // these names are valid
	} else if slices.ContainsFunc(sdkLogs(), func(name string) bool { return os.Getenv(name) != "" }) {
		return
	}
	for _, name := range sdkLogs() {
		_ = os.Setenv(name, level)
	}
}

// NewServer returns a constructor of the provider's server.
func NewServer(options Options) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer { return newServer(options) }
}

func newServer(options Options) *server {
	p := newProvider(options)
	s := &server{provider: p, applying: &sync.WaitGroup{}, parent: os.Getppid(), ProviderServer: providerserver.NewProtocol6(p)()}
	// The framework's server has both. Without them these operations are not offered.
	s.ListResourceServer, _ = s.ProviderServer.(tfprotov6.ListResourceServer)
	s.ActionServer, _ = s.ProviderServer.(tfprotov6.ActionServer)
	return s
}

// server wraps the framework's server. That one keeps the context of every call, and
// the loggers in it, until the provider ends: 10 kB per call, with several calls for
// each resource. This one releases those contexts. It also adds the messages that are
// the same for all resources.
type server struct {
	provider *runpodProvider
	applying *sync.WaitGroup
	parent   int // the process that has started this one
	stopped  atomic.Bool
	// configured distinguishes a plan from a validation, which sees no value of a variable.
	configured atomic.Bool

	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer

	// planner is made when something is generated for the first time.
	planning   sync.Once
	planner    *creationPlanner
	plannerErr error

	mu          sync.Mutex
	dataSources map[string]tftypes.Type // of their configurations
}

func (s *server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resp, err := inCall(ctx, s.ProviderServer.ValidateResourceConfig, req)
	if err == nil && s.configured.Load() {
		nameWayOut(resp.Diagnostics)
	}
	return resp, err
}

func (s *server) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	s.configured.Store(true)
	return s.ProviderServer.ConfigureProvider(ctx, req)
}

func (s *server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	s.provider.holds(ctx, req)
	if req.Version == tfkit.SchemaVersion && req.RawState != nil && len(req.RawState.JSON) > 0 {
		// There is nothing to upgrade, and the CLI has left out what the schema does not
		// have. The framework would decode and encode it: a twentieth of a plan.
		return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &tfprotov6.DynamicValue{JSON: req.RawState.JSON}}, nil
	}
	return inCall(ctx, s.ProviderServer.UpgradeResourceState, req)
}

func (s *server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return inCall(ctx, s.ProviderServer.UpgradeResourceIdentity, req)
}

func (s *server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return inCall(ctx, s.ProviderServer.ReadResource, req)
}

func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := inCall(ctx, s.ProviderServer.PlanResourceChange, req)
	if err == nil {
		if !isNull(req.ProposedNewState) { // a destroy is only refused on purpose, by what names its own way out
			nameWayOut(resp.Diagnostics)
		}
		s.provider.plans(req, resp)
	}
	return resp, err
}

func (s *server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	s.applying.Add(1)
	defer s.applying.Done()
	s.provider.applies()
	// The connection ends with the CLI, and so do the calls on it. They also end where
	// the CLI says so, and waits for their answers.
	isGone := func() bool { return ctx.Err() != nil && (!s.stopped.Load() || os.Getppid() != s.parent) }
	resp, err := inCall(account.WithCaller(ctx, isGone), s.ProviderServer.ApplyResourceChange, req)
	nameTaint(req, resp)
	return resp, err
}

// StopProvider is the user's interruption.
func (s *server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.stopped.Store(true)
	return s.ProviderServer.StopProvider(ctx, req)
}

func inCall[Request, Response any](ctx context.Context, serve func(context.Context, Request) (Response, error), req Request) (Response, error) {
	call, end := newCall(ctx)
	defer end()
	return serve(call, req)
}

// callContext is the context of one call: it is cancelled with its parent, and has
// the parent's values until the call ends.
type callContext struct {
	context.Context
	parent atomic.Pointer[context.Context]
}

// newCall makes the context of a call; the caller ends it with end. Whoever still
// holds it then holds nothing of its parent.
func newCall(parent context.Context) (call context.Context, end func()) {
	own, cancel := context.WithCancel(context.Background())
	stop := context.AfterFunc(parent, cancel)
	c := &callContext{Context: own}
	c.parent.Store(&parent)
	return c, func() {
		stop()
		cancel()
		c.parent.Store(nil)
	}
}

func (c *callContext) Value(key any) any {
	// What is its own comes first: contexts made of this one look there for whom they end with.
	if own := c.Context.Value(key); own != nil {
		return own
	}
	if parent := c.parent.Load(); parent != nil {
		return (*parent).Value(key)
	}
	return nil
}
