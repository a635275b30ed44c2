// Command bare serves resources with the attributes of the Runpod provider's and with nothing behind
// them: no validator, default or modifier, no client, no prices. What a plan of them takes is what the
// CLI and the framework take, whatever a provider does. It does without the framework's logs and with
// the heap of the Runpod provider, which is less than a provider has by itself.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	runpod "github.com/runpod-iac/terraform-provider-runpod/internal/provider"
)

func main() {
	for _, name := range []string{"TF_LOG_PROVIDER", "TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		_ = os.Setenv(name, "off") // the names are valid
	}
	debug.SetGCPercent(400)
	if err := providerserver.Serve(context.Background(), func() provider.Provider { return bareProvider{} }, providerserver.ServeOpts{Address: runpod.Address}); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

type bareProvider struct{}

func (bareProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "runpod"
}

func (bareProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (bareProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (bareProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (bareProvider) Resources(ctx context.Context) []func() resource.Resource {
	var all []func() resource.Resource
	for _, ours := range runpod.New(runpod.Options{})().Resources(ctx) {
		r := ours()
		all = append(all, func() resource.Resource { return bareResource{r} })
	}
	return all
}

// bareResource has the name and the attributes of another resource, and leaves a state as it is.
type bareResource struct{ ours resource.Resource }

func (r bareResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	r.ours.Metadata(ctx, req, resp)
}

func (r bareResource) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	r.ours.Schema(ctx, req, resp)
	resp.Schema.Attributes = bareAttributes(resp.Schema.Attributes)
}

func (bareResource) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}

func (bareResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (bareResource) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (bareResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// bareAttributes are attributes that nothing is checked, filled in or changed of.
func bareAttributes(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	all := make(map[string]schema.Attribute, len(attributes))
	for name, attribute := range attributes {
		all[name] = bareAttribute(attribute)
	}
	return all
}

func bareAttribute(attribute schema.Attribute) schema.Attribute {
	switch a := attribute.(type) {
	case schema.StringAttribute:
		a.Validators, a.PlanModifiers, a.Default = nil, nil, nil
		return a
	case schema.Int64Attribute:
		a.Validators, a.PlanModifiers, a.Default = nil, nil, nil
		return a
	case schema.BoolAttribute:
		a.Validators, a.PlanModifiers, a.Default = nil, nil, nil
		return a
	case schema.NumberAttribute:
		a.Validators, a.PlanModifiers, a.Default = nil, nil, nil
		return a
	case schema.ListAttribute:
		a.Validators, a.PlanModifiers, a.Default = nil, nil, nil
		return a
	case schema.SetAttribute:
		a.Validators, a.PlanModifiers, a.Default = nil, nil, nil
		return a
	case schema.MapAttribute:
		a.Validators, a.PlanModifiers, a.Default = nil, nil, nil
		return a
	case schema.SingleNestedAttribute:
		a.Validators, a.PlanModifiers, a.Default, a.Attributes = nil, nil, nil, bareAttributes(a.Attributes)
		return a
	case schema.ListNestedAttribute:
		a.Validators, a.PlanModifiers, a.Default, a.NestedObject.Attributes = nil, nil, nil, bareAttributes(a.NestedObject.Attributes)
		return a
	default:
		return a // as it is: what it does counts as the framework's
	}
}
