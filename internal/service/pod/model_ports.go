package pod

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Protocols of a port.
const (
	protocolHTTP = "http"
	protocolTCP  = "tcp"
)

// ofProtocol are the numbers of the ports of one protocol.
func ofProtocol(ports []string, protocol string) []string {
	var numbers []string
	for _, port := range ports {
		if number, p, _ := strings.Cut(port, "/"); p == protocol {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// httpURLs has a URL for each HTTP port.
func httpURLs(id string, ports []string) types.Map {
	urls := map[string]string{}
	for _, number := range ofProtocol(ports, protocolHTTP) {
		urls[number] = fmt.Sprintf("https://%s-%s.proxy.runpod.net", id, number)
	}
	return tfkit.StringMapValue(urls)
}

// exposed has what is mapped for each TCP port that is declared, with nulls as long
// as it is not mapped: so the keys are those of the plan, and stay while a pod is
// stopped. What Runpod maps beside them is left out.
func exposed(mapped types.Map, ports []string) types.Map {
	return tcpPorts(ports, func(port string) attr.Value {
		if mapping, ok := mapped.Elements()[port]; ok {
			return mapping
		}
		return types.ObjectValueMust(portMappingTypes, map[string]attr.Value{"ip": types.StringNull(), "port": types.Int64Null()})
	})
}

func tcpPorts(ports []string, of func(port string) attr.Value) types.Map {
	mappings := map[string]attr.Value{}
	for _, number := range ofProtocol(ports, protocolTCP) {
		port := number + "/" + protocolTCP
		mappings[port] = of(port)
	}
	return types.MapValueMust(types.ObjectType{AttrTypes: portMappingTypes}, mappings)
}

// plannedURLs are the URLs of a pod that has no ID yet: a plan knows their keys.
func plannedURLs(ports types.Set) types.Map {
	declared, known := declaredPorts(ports)
	if !known {
		return types.MapUnknown(types.StringType)
	}
	urls := map[string]attr.Value{}
	for _, number := range ofProtocol(declared, protocolHTTP) {
		urls[number] = types.StringUnknown()
	}
	return types.MapValueMust(types.StringType, urls)
}

// plannedMappings are those of a pod that is about to start.
func plannedMappings(ports types.Set) types.Map {
	declared, known := declaredPorts(ports)
	if !known {
		return types.MapUnknown(types.ObjectType{AttrTypes: portMappingTypes})
	}
	return tcpPorts(declared, func(string) attr.Value { return types.ObjectUnknown(portMappingTypes) })
}

// declaredPorts are the planned ports, if all are known.
func declaredPorts(ports types.Set) (declared []string, known bool) {
	declared = tfkit.Strings(ports)
	return declared, !ports.IsUnknown() && len(declared) == len(ports.Elements())
}
