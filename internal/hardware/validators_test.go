package hardware_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/hardware"
)

// Each name is right as Runpod writes it; otherwise the error says what to write.
func TestNames(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rule   validator.String
		right  []string
		wrong  string
		remedy string
	}{
		"data center":           {hardware.DataCenterID(), []string{"EU-RO-1", "US-KS-2", "OC-AU-1"}, "eu-ro-1", `Write "EU-RO-1" instead of "eu-ro-1"`},
		"no data center":        {hardware.DataCenterID(), nil, "Frankfurt", `Write one such as "EU-RO-1"`},
		"CUDA version":          {hardware.CUDAVersion(), []string{"12.8", "11.4"}, "12", `Write major and minor, such as "12.8"`},
		"GPU type":              {hardware.GPUTypeID(), []string{"NVIDIA A100 80GB PCIe", "NVIDIA L4"}, "AMPERE_80", "Write GPU type IDs here"},
		"GPU type with a dash":  {hardware.GPUTypeID(), nil, "- NVIDIA L4", `Write only the GPU type ID: "NVIDIA L4"`},
		"GPU type of blanks":    {hardware.GPUTypeID(), nil, " ", "A GPU type ID is empty"},
		"pool":                  {hardware.GPUPool(), []string{"AMPERE_80", "ADA_80_PRO"}, "ampere_80", `Write "AMPERE_80" instead of "ampere_80"`},
		"GPU type for a pool":   {hardware.GPUPool(), nil, "NVIDIA A100 80GB PCIe", `"AMPERE_80"`},
		"neither type nor pool": {hardware.GPUPool(), nil, "fast", "An endpoint takes pools such as"},
		"CPU flavor":            {hardware.CPUFlavorID(), []string{"cpu3g", "cpu5c"}, "CPU3G", `Write one such as "cpu3g"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check := func(value string) string {
				req := validator.StringRequest{
					Path: path.Root("a"), ConfigValue: types.StringValue(value),
					Config: tfsdk.Config{Schema: schema.Schema{Attributes: map[string]schema.Attribute{"a": schema.StringAttribute{Required: true}}}},
				}
				resp := &validator.StringResponse{}
				test.rule.ValidateString(t.Context(), req, resp)
				var said []string
				for _, d := range resp.Diagnostics {
					said = append(said, d.Summary()+": "+d.Detail())
				}
				return strings.Join(said, "\n")
			}
			for _, right := range test.right {
				if said := check(right); said != "" {
					t.Errorf("%q: %s", right, said)
				}
			}
			if said := check(test.wrong); !strings.Contains(said, test.remedy) {
				t.Errorf("%q: %q, want %q", test.wrong, said, test.remedy)
			}
		})
	}
}

func TestVCPUCount(t *testing.T) {
	t.Parallel()
	for count, want := range map[int64]string{2: "", 8: "", 256: "", 1: "write 2 ", 0: "write 2 ", -4: "write 2 ", 3: "write 2 or 4 ", 9: "write 8 or 16 "} {
		resp := &validator.Int64Response{}
		hardware.VCPUCount().ValidateInt64(t.Context(), validator.Int64Request{Path: path.Root("vcpu_count"), ConfigValue: types.Int64Value(count)}, resp)
		said := ""
		for _, d := range resp.Diagnostics {
			said += d.Detail()
		}
		if (want == "") != (said == "") || !strings.Contains(strings.ToLower(said), want) {
			t.Errorf("%d: %q, want %q", count, said, want)
		}
	}
}
