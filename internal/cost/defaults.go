package cost

// What a resource has where its configuration does not say otherwise, as far as it
// costs money. Schemas, plans and estimates take it from here.
const (
	DefaultGPUCount           = 1
	DefaultPodDiskGB          = 50
	DefaultPodHoursPerDay     = 24
	DefaultPodWhenIdle        = IdleStopped
	DefaultCloud              = CloudSecure
	DefaultClusterDiskGB      = 50 // of each pod
	DefaultEndpointDiskGB     = 20 // of each worker
	DefaultEndpointType       = EndpointQueue
	DefaultActiveWorkers      = 0
	DefaultFlexWorkers        = 3
	DefaultIdleTimeoutSeconds = 10
	DefaultQueueDelaySeconds  = 4
	DefaultRequestCount       = 4 // on a load balancer
	DefaultVolumeType         = VolumeStandard
)

// MaxIdleTimeoutSeconds is the longest that an endpoint keeps a worker without work.
const MaxIdleTimeoutSeconds = 3600

// NewAccountWorkerQuota is how many workers Runpod allows an account with less than 100 USD of balance.
const NewAccountWorkerQuota = 5
