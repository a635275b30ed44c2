// Package accountinfo shows whose account it is, what is left on it, and what it may spend.
package accountinfo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

type accountDataSource struct{ api api }

// api is the part of the client that is used.
type api interface {
	GetAccount(context.Context) (*runpod.Account, error)
	GetAccountBalance(context.Context) (*runpod.AccountBalance, error)
	GetAccountLimits(context.Context) (*runpod.AccountLimits, error)
}

var _ datasource.DataSourceWithConfigure = (*accountDataSource)(nil)

// NewDataSource makes `data.runpod_account`.
func NewDataSource() datasource.DataSource { return &accountDataSource{} }

type model struct {
	ID                types.String `tfsdk:"id"`
	Email             types.String `tfsdk:"email"`
	BalanceUSD        types.Number `tfsdk:"balance_usd"`
	BillingMode       types.String `tfsdk:"billing_mode"`
	SpendLimitPerHour types.Number `tfsdk:"spend_limit_usd_per_hour"`
	WorkerQuota       types.Int64  `tfsdk:"worker_quota"`
}

func (d *accountDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_account"
}

func (d *accountDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The account of the API key, its balance and its limits. Beta: attributes that the API or the key's scopes (`account:read`, `billing:read`) do not offer are null, with a warning.",
		Attributes: map[string]schema.Attribute{
			"id":    tfkit.ComputedString("ID of the account."),
			"email": tfkit.ComputedString("E-mail address of the account, or of the team's owner."),
			"balance_usd": schema.NumberAttribute{
				Computed: true, MarkdownDescription: "Balance in USD. It changes constantly, and with it whatever depends on it.",
			},
			"billing_mode": tfkit.ComputedString("`PREPAID` (at a balance of 0 Runpod stops pods that have a network volume and terminates those without) or `POSTPAID` (invoiced, never stopped)."),
			"spend_limit_usd_per_hour": schema.NumberAttribute{
				Computed: true, MarkdownDescription: "Maximum USD per hour of everything that runs, checked at every start of a pod or a worker.",
			},
			"worker_quota": schema.Int64Attribute{
				Computed: true, MarkdownDescription: "Maximum number of workers across all endpoints.",
			},
		},
	}
}

func (d *accountDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if data := service.ProviderDataFrom(req.ProviderData, &resp.Diagnostics); data != nil {
		d.api = data.Account.Client
	}
}

func (d *accountDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	var missing absences
	m := model{}
	account, err := d.api.GetAccount(ctx)
	if missing.offered(err, "read the account", "`id` and `email`", &resp.Diagnostics) {
		m.ID, m.Email = types.StringValue(account.ID), types.StringPointerValue(account.Email)
	}
	if resp.Diagnostics.HasError() {
		return // the rest would fail for the same cause
	}
	balance, err := d.api.GetAccountBalance(ctx)
	if missing.offered(err, "read the balance of the account", "`balance_usd` and `billing_mode`", &resp.Diagnostics) {
		m.BalanceUSD, m.BillingMode = number(balance.BalanceAmount, true), tfkit.StringOrNull(string(balance.BillingMode))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	limits, err := d.api.GetAccountLimits(ctx)
	if missing.offered(err, "read the limits of the account", "`spend_limit_usd_per_hour` and `worker_quota`", &resp.Diagnostics) {
		m.SpendLimitPerHour = number(limits.SpendRate.Number())
		quota, known := limits.ServerlessWorkers.Number()
		if workers, err := quota.Int64(); known && err == nil {
			m.WorkerQuota = types.Int64Value(workers)
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if len(missing) > 0 {
		resp.Diagnostics.AddWarning("Some account attributes are not available", strings.Join(missing, "\n\n"))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// absences say which attributes are null, and why.
type absences []string

// offered reports whether there is an answer. What is not offered is noted; a failure is an error.
func (a *absences) offered(err error, attempted, attributes string, diags *diag.Diagnostics) bool {
	var absent *runpod.NotOfferedError
	switch {
	case err == nil:
		return true
	case errors.As(err, &absent):
		*a = append(*a, runpod.Printable(fmt.Sprintf("%s are null: %v.", attributes, absent)))
	default:
		tfkit.AddError(diags, attempted, err, nil)
	}
	return false
}

func number(n json.Number, known bool) types.Number {
	d, err := decimal.NewFromString(n.String())
	return tfkit.NullNumber(decimal.NullDecimal{Decimal: d, Valid: known && err == nil})
}
