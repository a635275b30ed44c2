package unmanaged_test

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/naming"
	"github.com/runpod-iac/terraform-provider-runpod/internal/provider"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
	"github.com/runpod-iac/terraform-provider-runpod/internal/states"
	"github.com/runpod-iac/terraform-provider-runpod/internal/unmanaged"
)

// randomAccount makes objects of every kind that bills on an account.
func randomAccount(t *rapid.T, account *sandbox.Account, client *runpod.Client) {
	ctx := t.Context()
	size := func(what string) int64 { return rapid.Int64Range(10, 200).Draw(t, what) }
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "pods") {
		req := gpuPod(fmt.Sprintf("pod-%d", i), rapid.SampledFrom([]string{"NVIDIA L4", "NVIDIA A100 80GB PCIe", "NVIDIA L40S"}).Draw(t, "gpu"), rapid.Int64Range(1, 3).Draw(t, "count"))
		req.Disk = new(size("disk"))
		if rapid.Bool().Draw(t, "volume") {
			req.Mounts = &runpod.Mounts{Persistent: &runpod.PersistentMount{Size: size("size"), Path: "/workspace"}}
		}
		pod, err := client.CreatePod(ctx, req)
		check(err)
		switch rapid.SampledFrom([]string{"run", "stop", "fail", "terminate"}).Draw(t, "fate") {
		case "stop":
			account.StopPodByItself(pod.ID)
		case "fail":
			account.FailPod(pod.ID)
		case "terminate":
			check(client.DeletePod(ctx, pod.ID))
		}
	}
	if rapid.Bool().Draw(t, "cpu") {
		_, err := client.CreatePod(ctx, runpod.CreatePodRequest{Name: "cpu", ContainerConfig: container(size("disk")), CPU: &runpod.CreateCPUConfig{ID: "cpu3c", VCPUCount: 4}})
		check(err)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "volumes") {
		req := volume(fmt.Sprintf("volume-%d", i), rapid.Int64Range(10, 4096).Draw(t, "gb"))
		if rapid.Bool().Draw(t, "fast") {
			req.Type, req.DataCenter = new(runpod.VolumeTypeHighPerformance), "EU-CZ-1"
		}
		_, err := client.CreateNetworkVolume(ctx, req)
		check(err)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "endpoints") {
		req := endpoint(fmt.Sprintf("endpoint-%d", i), rapid.Int64Range(0, 2).Draw(t, "active"), rapid.Int64Range(0, 3).Draw(t, "flex"),
			rapid.SampledFrom([]string{"AMPERE_80", "ADA_24"}).Draw(t, "pool"))
		req.Disk = new(size("disk"))
		_, err := client.CreateEndpoint(ctx, req)
		check(err)
	}
	if rapid.Bool().Draw(t, "cluster") {
		_, err := client.CreateCluster(ctx, cluster("cluster", rapid.Int64Range(2, 3).Draw(t, "members")))
		check(err)
	}
}

// What the report says that an hour bills is what the meter counts in the next one, on any account and in both ways in which
// pods report their status.
func TestAgreesWithTheMeter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		clock := sandbox.NewFakeClock(acctest.Start)
		account := sandbox.New(sandbox.Options{Clock: clock, Lifecycle: rapid.SampledFrom(sandbox.Lifecycles()).Draw(t, "lifecycle")})
		server := httptest.NewServer(account)
		defer server.Close()
		client, err := runpod.New(runpod.Config{BaseURL: server.URL + "/v2", APIKey: account.APIKey(), Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		randomAccount(t, account, client)
		clock.Advance(2 * time.Hour) // everything is placed, and the rates of volumes begin with an hour of the clock

		const credit = 1_000_000
		account.SetBalance(decimal.NewFromInt(credit))
		report, err := unmanaged.Compare(t.Context(), client, provider.Kinds(), prices(client, clock), nil, unmanaged.Allowance{})
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Hour)
		balance, err := client.GetAccountBalance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		spent := decimal.NewFromInt(credit).Sub(decimal.RequireFromString(balance.BalanceAmount.String()))
		hourly, partial := report.Hourly()
		if off := hourly.Sub(spent).Abs(); off.GreaterThan(decimal.New(1, -8)) || partial {
			for _, o := range report.Objects {
				t.Logf("%s %s: %s, %v", o.Kind, o.Name, o.Hourly.Decimal, o.Parts)
			}
			t.Fatalf("%s an hour, and the meter counts %s (partial: %t)", hourly, spent, partial)
		}
		for i := 1; i < len(report.Objects); i++ {
			if report.Objects[i].Hourly.Decimal.GreaterThan(report.Objects[i-1].Hourly.Decimal) {
				t.Fatalf("not sorted by rate: %v", report.Objects)
			}
		}
		// What is allowed, or held, is in no sum.
		allowed, err := unmanaged.Compare(t.Context(), client, provider.Kinds(), prices(client, clock), &states.Held{}, unmanaged.Allowance{Names: []naming.Glob{"*"}})
		if err != nil || len(allowed.Objects) != 0 || len(allowed.Allowed) != len(report.Objects) {
			t.Fatalf("%v, %v", allowed, err)
		}
	})
}
