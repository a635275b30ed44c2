// Package provider describes the provider's own configuration and lists what it
// offers. Behaviour lives in the services.
package provider

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/account/journal"
	"github.com/runpod-iac/terraform-provider-runpod/internal/labels"
	"github.com/runpod-iac/terraform-provider-runpod/internal/models"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/accountinfo"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/billing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/catalog"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/cluster"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/costcenter"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/ecrdelegation"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/endpoint"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/estimate"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/globalvolume"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/networkvolume"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/pod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/registryauth"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/secret"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/sshkey"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/tag"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/template"
)

// Address is where registries list the provider.
const Address = "registry.terraform.io/runpod-iac/runpod"

// Options are what the binary and the tests decide, not the user.
type Options struct {
	// Version is in the user agent.
	Version string
	// Clock is the system's unless a test brings its own.
	Clock runpod.Clock
	// Transport is Go's default unless a test brings its own.
	Transport http.RoundTripper
	// Debugger is set where a debugger has started the process, and no CLI.
	Debugger bool
}

// New returns a constructor of the provider, one instance per server.
func New(options Options) func() provider.Provider {
	return func() provider.Provider { return newProvider(options) }
}

func newProvider(options Options) *runpodProvider {
	if options.Clock == nil {
		options.Clock = runpod.SystemClock()
	}
	return &runpodProvider{options: options}
}

type runpodProvider struct {
	options Options
	// run is what was configured.
	run atomic.Pointer[service.ProviderData]
}

var (
	_ provider.Provider                  = (*runpodProvider)(nil)
	_ provider.ProviderWithFunctions     = (*runpodProvider)(nil)
	_ provider.ProviderWithListResources = (*runpodProvider)(nil)
	_ provider.ProviderWithActions       = (*runpodProvider)(nil)
)

func (p *runpodProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "runpod"
	resp.Version = p.options.Version
}

func (p *runpodProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

func (p *runpodProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config providerModel
	resp.Diagnostics.Append(models.Get(ctx, req.Config, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	settings := config.resolve(ctx, environment(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	client, err := runpod.New(runpod.Config{
		BaseURL:        settings.apiURL,
		APIKey:         settings.apiKey,
		NoKey:          settings.noKey,
		AllowInsecure:  settings.allowInsecure,
		LogBodies:      settings.logBodies,
		UserAgent:      userAgent(p.options.Version, req.TerraformVersion),
		RequestTimeout: settings.requestTimeout,
		MaxRetries:     settings.maxRetries,
		Clock:          p.options.Clock,
		Transport:      p.options.Transport,
	})
	if err != nil {
		resp.Diagnostics.AddError("Cannot configure the Runpod client", err.Error())
		return
	}
	var reader account.CatalogReader
	var fundsReader account.FundsReader
	if settings.apiKey != "" {
		reader, fundsReader = client, client
	}
	offers := account.NewCatalog(reader, !settings.pricing.UsesCatalog()).Remembering(p.memory(settings))
	records := journal.InWorkingDirectory(ctx, settings.apiURL, settings.apiKey)
	objects := account.New(client, p.options.Clock, offers, records)
	data := &service.ProviderData{
		Account: objects,
		Prices:  pricing.NewPriceBook(settings.pricing, offers, p.options.Clock),
		Budget:  pricing.NewBudget(settings.budget).Asking(account.NewFunds(fundsReader)),
		Labels:  labels.New(objects, config.DefaultTags),
	}
	p.run.Store(data)
	data.Account.WarnOfLeftovers(ctx, Kinds(), resp.Diagnostics.AddWarning)
	resp.ResourceData = data
	resp.DataSourceData = data
	resp.ListResourceData = data
	resp.ActionData = data
}

// memory is what makes an apply agree with its plan. A debugger's process has no CLI
// that it could tell one plan from another by.
func (p *runpodProvider) memory(settings settings) *account.CatalogMemory {
	if p.options.Debugger {
		return nil
	}
	return account.CatalogMemoryInWorkingDirectory(p.options.Clock, settings.apiURL, settings.apiKey)
}

// Kinds are those of everything that a resource manages.
func Kinds() []account.AnyKind {
	return []account.AnyKind{
		cluster.Kind,
		costcenter.Kind,
		ecrdelegation.Kind,
		endpoint.Kind,
		globalvolume.Kind,
		networkvolume.Kind,
		pod.Kind,
		registryauth.Kind,
		secret.Kind,
		sshkey.Kind,
		template.Kind,
	}
}

func (p *runpodProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		cluster.NewResource,
		costcenter.NewResource,
		ecrdelegation.NewResource,
		endpoint.NewResource,
		globalvolume.NewResource,
		networkvolume.NewResource,
		pod.NewResource,
		registryauth.NewResource,
		secret.NewResource,
		sshkey.NewResource,
		template.NewResource,
	}
}

func (p *runpodProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		cluster.NewListResource,
		costcenter.NewListResource,
		ecrdelegation.NewListResource,
		endpoint.NewListResource,
		globalvolume.NewListResource,
		networkvolume.NewListResource,
		pod.NewListResource,
		registryauth.NewListResource,
		secret.NewListResource,
		sshkey.NewListResource,
		template.NewListResource,
	}
}

func (p *runpodProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		pod.NewRestartAction,
		pod.NewStartAction,
		pod.NewStopAction,
		pod.NewTerminateAction,
	}
}

func (p *runpodProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		accountinfo.NewDataSource,
		billing.NewDataSource,
		catalog.NewCPUTypeDataSource,
		catalog.NewCPUTypesDataSource,
		catalog.NewDataCenterDataSource,
		catalog.NewDataCentersDataSource,
		catalog.NewGPUTypeDataSource,
		catalog.NewGPUTypesDataSource,
		cluster.NewDataSource,
		cluster.NewListDataSource,
		costcenter.NewDataSource,
		costcenter.NewListDataSource,
		ecrdelegation.NewListDataSource,
		endpoint.NewBuildDataSource,
		endpoint.NewBuildsDataSource,
		endpoint.NewDataSource,
		endpoint.NewListDataSource,
		endpoint.NewReleasesDataSource,
		endpoint.NewWorkerLogsDataSource,
		endpoint.NewWorkersDataSource,
		estimate.NewCostActualsDataSource,
		estimate.NewCostEstimateDataSource,
		estimate.NewEndpointSizingDataSource,
		estimate.NewPodVsServerlessDataSource,
		globalvolume.NewDataSource,
		globalvolume.NewListDataSource,
		networkvolume.NewDataSource,
		networkvolume.NewListDataSource,
		pod.NewDataSource,
		pod.NewListDataSource,
		pod.NewLogsDataSource,
		registryauth.NewDataSource,
		registryauth.NewListDataSource,
		secret.NewDataSource,
		secret.NewListDataSource,
		sshkey.NewListDataSource,
		tag.NewListDataSource,
		template.NewDataSource,
		template.NewListDataSource,
		template.NewPublicDataSource,
	}
}

func (p *runpodProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		estimate.NewBreakEvenFunction,
		estimate.NewNetworkVolumeFunction,
		estimate.NewPodStorageFunction,
	}
}

func userAgent(version, terraformVersion string) string {
	agent := "terraform-provider-runpod/" + version
	if terraformVersion != "" {
		agent += " (terraform " + terraformVersion + ")"
	}
	return agent
}
