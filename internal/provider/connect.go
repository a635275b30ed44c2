package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/cost"
	"github.com/runpod-iac/terraform-provider-runpod/internal/pricing"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// errNoKey is for those who run a subcommand, which has no provider block.
var errNoKey = errors.New("no Runpod API key: set RUNPOD_API_KEY to a key that can read everything on the account")

// Connect makes the client of a subcommand, which is configured by the environment alone. Without a key it is an error.
func Connect(ctx context.Context, options Options) (*runpod.Client, error) {
	var diags diag.Diagnostics
	settings := providerModel{}.resolve(ctx, environment(), &diags)
	for _, d := range diags.Errors() {
		return nil, fmt.Errorf("%s: %s", d.Summary(), d.Detail())
	}
	if settings.apiKey == "" {
		return nil, errNoKey
	}
	client, err := runpod.New(runpod.Config{
		BaseURL:        settings.apiURL,
		APIKey:         settings.apiKey,
		AllowInsecure:  settings.allowInsecure,
		LogBodies:      settings.logBodies,
		UserAgent:      userAgent(options.Version, ""),
		RequestTimeout: settings.requestTimeout,
		MaxRetries:     settings.maxRetries,
		Clock:          options.Clock,
		Transport:      options.Transport,
	})
	if err != nil {
		return nil, fmt.Errorf("configuring the Runpod client: %w", err)
	}
	return client, nil
}

// Estimator makes estimates at the prices of the account's catalog, or of those that come with the provider where it cannot be
// read, which a warning then says.
func Estimator(ctx context.Context, client *runpod.Client, clock runpod.Clock) (estimator cost.Estimator, warnings []string, err error) {
	config := pricing.Config{Source: pricing.SourceAuto, Settings: cost.DefaultSettings()}
	estimator, diags := pricing.NewPriceBook(config, account.NewCatalog(client, false), clock).Estimator(ctx)
	for _, d := range diags.Errors() {
		return cost.Estimator{}, nil, errors.New(d.Detail())
	}
	for _, d := range diags.Warnings() {
		warnings = append(warnings, d.Summary()+": "+d.Detail())
	}
	return estimator, warnings, nil
}
