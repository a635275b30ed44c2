package runpod

// BaseContainerConfig holds the container settings that every create and update takes.
type BaseContainerConfig struct {
	// Args is the stored form of Entrypoint and Cmd: a JSON object of both, or a
	// bare shell string taken as the command. The three may go together only if
	// they agree.
	Args       *string           `json:"args,omitzero"`
	Cmd        []string          `json:"cmd,omitzero"`
	Entrypoint []string          `json:"entrypoint,omitzero"`
	Disk       *int64            `json:"disk,omitzero"` // container disk, GB
	Env        map[string]string `json:"env,omitzero"`  // replaces the whole map
	Image      *string           `json:"image,omitzero"`
	Ports      []string          `json:"ports,omitzero"` // "8888/http", "22/tcp"
}

// ContainerConfig adds the ID of the registry credentials; null drops them.
type ContainerConfig struct {
	BaseContainerConfig
	Registry Nullable[string] `json:"registry,omitzero"`
}

// Container holds the container settings in an answer. Pods and templates
// always carry all but Cmd and Entrypoint; an endpoint may lack any of them, and
// the field is then its zero value.
type Container struct {
	Args       string            `json:"args"`
	Cmd        []string          `json:"cmd,omitzero"`
	Entrypoint []string          `json:"entrypoint,omitzero"`
	Disk       int64             `json:"disk"` // container disk, GB
	Env        map[string]string `json:"env"`
	Image      string            `json:"image"`
	Ports      []string          `json:"ports"`
	Registry   *string           `json:"registry"` // ID of the registry credentials
}

// Mounts are the disks of a pod or cluster besides the container disk.
type Mounts struct {
	Persistent *PersistentMount `json:"persistent,omitzero"`
	Network    []NetworkMount   `json:"network,omitzero"` // at most one
}

// PersistentMount is a disk that survives a stop, but not a delete.
type PersistentMount struct {
	Size int64  `json:"size"` // GB, 10 and up
	Path string `json:"path"`
}

// NetworkMount attaches a network volume of the same data center.
type NetworkMount struct {
	VolumeID string `json:"volumeId"`
	Path     string `json:"path"`
}

// CreateCPUConfig asks for a CPU flavor.
type CreateCPUConfig struct {
	ID        string `json:"id"`        // flavor, "cpu5c"
	VCPUCount int64  `json:"vcpuCount"` // a power of two within the flavor's range
}

// CPUConfig is the CPU that was placed.
type CPUConfig struct {
	ID        string `json:"id"`
	VCPUCount int64  `json:"vcpuCount"`
	Memory    int64  `json:"memory"` // GB
}
