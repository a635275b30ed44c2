package sandbox

import "github.com/runpod-iac/terraform-provider-runpod/internal/runpod"

// createEndpointRule has a condition that an update has not: only there, type and scaling
// are beside each other.
func createEndpointRule() *rule {
	create := closed(endpointFields(
		requiredUnless("templateId", "image", text()),
		required("name", text().atLeast(1)),
		required("type", oneOf(runpod.EndpointTypeQueue, runpod.EndpointTypeLoadBalancer)),
		required("scaling", scalingRule()),
		optional("gpu", closed(endpointGPUFields(
			required("pools", list(text()).atLeast(1)),
			optional("excludedTypes", excludedTypes()),
			optional("minCudaVersion", matching(`^\d+\.\d+$`)),
		)...)),
		optional("templateId", text().atLeast(1)),
	)...)
	create.ifs = []condition{{"type", string(runpod.EndpointTypeLoadBalancer), optional("scaling", requestCountScaling())}}
	return create
}

func updateEndpointRule() *rule {
	return closed(endpointFields(
		optional("image", text()),
		optional("name", text().atLeast(1)),
		optional("scaling", scalingRule()),
		optional("gpu", closed(endpointGPUFields(
			optional("pools", list(text()).atLeast(1)),
			field{name: "excludedTypes", rule: excludedTypes(), needs: "pools"},
			optional("minCudaVersion", matching(`^$|^\d+\.\d+$`)),
		)...)),
		optional("templateId", text()),
	)...)
}

// endpointFields are the settings that a create and an update take alike.
func endpointFields(more ...field) []field {
	cpu := closed(required("id", text().atLeast(1)), required("vcpuCount", integer().atLeast(2)))
	return containerFields(append(more,
		optional("cpu", distinct(cpu).atLeast(1)),
		optional("dataCenterIds", list(text())),
		optional("flashboot", oneOf(runpod.FlashBootOff, runpod.FlashBootEnabled, runpod.FlashBootPriority)),
		optional("networkVolumes", list(text())),
		optional("timeout", integer()),
		optional("workers", closed(
			optional("min", integer().atLeast(0)),
			optional("max", integer().atLeast(0)),
			optional("idleTimeout", integer().atLeast(1).atMost(3600)),
		)),
	)...)
}

func endpointGPUFields(more ...field) []field {
	return append(more,
		optional("count", integer().atLeast(1)),
		optional("allowedCudaVersions", cudaVersions()),
	)
}

// excludedTypes may not begin with a dash: Runpod's own notation for them does.
func excludedTypes() *rule {
	return distinct(matching(`^\s*[^-\s]`))
}

func distinct(items *rule) *rule {
	r := list(items)
	r.unique = true
	return r
}

func scalingRule() *rule {
	queueDelay := &rule{kind: kindNumber}
	return &rule{kind: kindVariant, selector: "type", variants: map[string]*rule{
		string(runpod.ScalingTypeQueueDelay): closed(
			required("type", text()),
			required("queueDelay", queueDelay.atLeast(0.5)),
		),
		string(runpod.ScalingTypeRequestCount): requestCountScaling(),
	}}
}

func requestCountScaling() *rule {
	return closed(
		required("type", oneOf(runpod.ScalingTypeRequestCount)),
		required("requestCount", integer().atLeast(1)),
	)
}
