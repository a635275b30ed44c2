package catalog_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestCPUTypes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := checker("runpod_cpu_types")
	env.Account.SetCapacity("cpu3c", "", "", 0)
	env.Account.SetCapacity("cpu3c", "EU-RO-1", "", 8)
	id := func(i int) tfjsonpath.Path { return at("cpu_types").AtSliceIndex(i).AtMapKey("id") }
	first := func(attribute string) tfjsonpath.Path { return at("cpu_types").AtSliceIndex(0).AtMapKey(attribute) }
	c.reads(t, env, nil,
		known(knownvalue.ListSizeExact(6), at("cpu_types")),
		known(text("cpu3c"), id(0)), known(text("cpu5c"), id(1)), known(text("cpu3g"), id(2)),
		known(knownvalue.Int64Exact(2), first("min_vcpu_count")),
		known(knownvalue.Int64Exact(32), first("max_vcpu_count")),
		known(acctest.USD("2"), first("ram_gb_per_vcpu")),
		known(acctest.USD("0.03"), first("pod_usd_per_vcpu_hour")),
		known(acctest.USD("0.036"), first("serverless_usd_per_vcpu_hour")),
		known(knownvalue.Null(), first("availability")),
		known(knownvalue.Null(), first("availability_by_data_center")),
		// A flavor without a price comes last, and has none.
		known(text("cpu3m"), id(3)),
		known(knownvalue.Null(), at("cpu_types").AtSliceIndex(3).AtMapKey("pod_usd_per_vcpu_hour")),
		known(knownvalue.Null(), at("cpu_types").AtSliceIndex(3).AtMapKey("serverless_usd_per_vcpu_hour")))
	c.reads(t, env, []string{`product = "POD"`},
		known(text("LOW"), first("availability")),
		known(text("LOW"), first("availability_by_data_center").AtMapKey("EU-RO-1")),
		known(text("NONE"), first("availability_by_data_center").AtMapKey("EU-SE-1")))
	c.reads(t, env, []string{`product = "SERVERLESS"`, `vcpu_count = 16`},
		known(text("cpu3c"), id(0)), known(text("NONE"), first("availability")))
	c.reads(t, env, []string{`vcpu_count = 64`}, known(knownvalue.ListExact([]knownvalue.Check{}), at("cpu_types")))
}

func TestDataCenters(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.SetCapacity(a100, "", "", 0)
	env.Account.SetCapacity(a100, "CA-MTL-4", runpod.CloudSecure, 10)
	c := checker("runpod_data_centers")
	first := func(attribute string) tfjsonpath.Path { return at("data_centers").AtSliceIndex(0).AtMapKey(attribute) }
	c.reads(t, env, nil,
		known(knownvalue.ListSizeExact(24), at("ids")),
		known(knownvalue.ListSizeExact(24), at("data_centers")),
		known(text("AP-JP-1"), first("id")),
		known(text("Japan 1"), first("name")),
		known(text("ASIA"), first("region")),
		known(knownvalue.Bool(false), first("global_networking")),
		known(setOf("STANDARD"), first("network_volume_types")),
		known(setOf(), first("compliance")),
		known(knownvalue.Null(), first("gpu_availability")),
		known(knownvalue.Null(), first("cpu_availability")))
	c.reads(t, env, []string{`regions = ["NORTH_AMERICA", "OCEANIA"]`, `network_volume_types = ["HIGH_PERFORMANCE"]`, `include_availability = true`},
		known(exactly("CA-MTL-4", "US-CA-2", "US-KS-2"), at("ids")),
		known(text("LOW"), first("gpu_availability").AtMapKey(a100)),
		known(text("NONE"), at("data_centers").AtSliceIndex(1).AtMapKey("gpu_availability").AtMapKey(a100)),
		known(text("HIGH"), first("cpu_availability").AtMapKey("cpu5c")))
	c.reads(t, env, []string{`compliance = ["GDPR", "RENEWABLE"]`, `global_networking = false`},
		known(exactly("EUR-IS-1", "EUR-NO-1", "EUR-NO-2"), at("ids")),
		known(setOf("GDPR", "ISO_IEC_27001", "SOC_2_TYPE_2", "RENEWABLE"), first("compliance")))
	c.reads(t, env, []string{`compliance = ["GDPR", "RENEWABLE"]`, `global_networking = true`},
		known(exactly("EU-SE-1", "EUR-IS-2"), at("ids")))
	c.reads(t, env, []string{`regions = ["ANTARCTICA"]`}, known(exactly(), at("ids")))
}

func TestCPUType(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.SetCapacity("cpu3c", "", "", 0)
	env.Account.SetCapacity("cpu3c", "EU-RO-1", "", 8)
	c := checker("runpod_cpu_type")
	c.reads(t, env, []string{`id = "cpu3c"`},
		known(text("cpu3c"), at("id")),
		known(knownvalue.Int64Exact(32), at("max_vcpu_count")),
		known(acctest.USD("0.03"), at("pod_usd_per_vcpu_hour")),
		known(knownvalue.Null(), at("availability")))
	c.reads(t, env, []string{`id = "cpu3c"`, `product = "POD"`, `vcpu_count = 4`},
		known(text("LOW"), at("availability")),
		known(text("NONE"), at("availability_by_data_center").AtMapKey("EU-SE-1")))
	c.fails(t, env, []string{`id = "cpu9x"`}, "no CPU flavor with the ID \"cpu9x\"")
	c.fails(t, env, []string{`id = "cpu3c"`, `vcpu_count = 4`}, "`vcpu_count` applies to stock, which is looked up for one product")
	c.fails(t, env, []string{`id = "cpu3c"`, `product = "POD"`, `vcpu_count = 3`}, "powers of two")
}

func TestDataCenter(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Account.SetCapacity(a100, "", "", 0)
	c := checker("runpod_data_center")
	c.reads(t, env, []string{`id = "EU-RO-1"`},
		known(text("EU-RO-1"), at("id")),
		known(text("EUROPE"), at("region")),
		known(knownvalue.NotNull(), at("network_volume_types")),
		known(knownvalue.Null(), at("gpu_availability")))
	c.reads(t, env, []string{`id = "EU-RO-1"`, `include_availability = true`},
		known(text("NONE"), at("gpu_availability").AtMapKey(a100)))
	c.fails(t, env, []string{`id = "EU-XX-9"`}, "no data center with the ID \"EU-XX-9\"")
	c.fails(t, env, []string{`id = "eu-ro-1"`}, "Write \"EU-RO-1\"")
}
