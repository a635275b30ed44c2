package sandbox

import "github.com/runpod-iac/terraform-provider-runpod/internal/runpod"

// containerFields are the settings that every container takes.
func containerFields(more ...field) []field {
	return append([]field{
		optional("args", text()),
		optional("cmd", list(text())),
		optional("entrypoint", list(text())),
		optional("disk", integer().atLeast(1)),
		optional("env", mapOf(text())),
		optional("ports", list(text())),
		optional("registry", text().orNull()),
	}, more...)
}

func mountsRule() *rule {
	return closed(
		optional("persistent", persistentMountRule()),
		optional("network", list(closed(required("volumeId", text()), required("path", text()))).atMost(1)),
	)
}

func persistentMountRule() *rule {
	return closed(required("size", integer().atLeast(10)), required("path", text()))
}

func cudaVersions() *rule {
	return list(matching(`^\d+\.\d+$`))
}

func clouds() *rule {
	return oneOf(runpod.CloudSecure, runpod.CloudCommunity)
}
