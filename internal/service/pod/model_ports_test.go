package pod

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// The keys are those of the declared ports, whatever Runpod maps.
func TestExposedPortsAreThoseDeclared(t *testing.T) {
	t.Parallel()
	mapping := func(ip types.String, port types.Int64) attr.Value {
		return types.ObjectValueMust(portMappingTypes, map[string]attr.Value{"ip": ip, "port": port})
	}
	runtime := &runpod.PodRuntime{Ports: []runpod.PodRuntimePort{
		{Private: 22, Type: "tcp", Public: new(int64(40022)), IP: new("192.0.2.1")},
		{Private: 19123, Type: "tcp", Public: new(int64(40023)), IP: new("192.0.2.1")},
		{Private: 8888, Type: "http", Public: new(int64(60001)), IP: new("100.65.0.1")},
	}}
	want := types.MapValueMust(types.ObjectType{AttrTypes: portMappingTypes}, map[string]attr.Value{
		"22/tcp": mapping(types.StringValue("192.0.2.1"), types.Int64Value(40022)),
		"53/tcp": mapping(types.StringNull(), types.Int64Null()),
	})
	if got := exposed(portMappings(runtime), []string{"8888/http", "53/tcp", "22/tcp"}); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}
