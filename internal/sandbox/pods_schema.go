package sandbox

func createPodRule() *rule {
	return closed(containerFields(
		required("name", text().atLeast(1)),
		requiredUnless("templateId", "image", text()),
		optional("cloud", clouds()),
		optional("cpu", createCPURule()),
		optional("dataCenterIds", list(text())),
		optional("globalNetworking", boolean()),
		optional("gpu", closed(
			required("id", text()),
			optional("count", integer().atLeast(1)),
			optional("allowedCudaVersions", cudaVersions()),
			optional("minCudaVersion", matching(`^\d+\.\d+$`)),
			optional("minRamPerGpu", integer().atLeast(1)),
			optional("minVcpuCountPerGpu", integer().atLeast(1)),
		)),
		optional("mounts", mountsRule()),
		optional("startJupyter", boolean()),
		optional("startSsh", boolean()),
		optional("templateId", text().atLeast(1)),
	)...)
}

func createCPURule() *rule {
	return closed(required("id", text().atLeast(1)), required("vcpuCount", integer().atLeast(2)))
}

// updatePodRule knows nothing of what is fixed: such fields are additional properties.
func updatePodRule() *rule {
	return closed(containerFields(
		optional("image", text()),
		optional("globalNetworking", boolean()),
		optional("locked", boolean()),
		optional("mounts", mountsRule()),
		optional("name", text().atLeast(1)),
		optional("templateId", text()),
	)...)
}
