package runpod

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// WorkerStatus is what a serverless worker is doing.
type WorkerStatus string

// The statuses of a worker.
const (
	WorkerStatusRunning      WorkerStatus = "RUNNING"
	WorkerStatusIdle         WorkerStatus = "IDLE"
	WorkerStatusInitializing WorkerStatus = "INITIALIZING"
	WorkerStatusThrottled    WorkerStatus = "THROTTLED"
	WorkerStatusUnhealthy    WorkerStatus = "UNHEALTHY"
)

// ReleaseSource is what made a release.
type ReleaseSource string

// The sources of a release.
const (
	ReleaseSourceGitBuild ReleaseSource = "GIT_BUILD"
	ReleaseSourceManual   ReleaseSource = "MANUAL"
)

// BuildState is where a build from a git repository stands.
type BuildState string

// The states of a build.
const (
	BuildStatePending    BuildState = "PENDING"
	BuildStateBuilding   BuildState = "BUILDING"
	BuildStateUploading  BuildState = "UPLOADING"
	BuildStateTesting    BuildState = "TESTING"
	BuildStateCompleted  BuildState = "COMPLETED"
	BuildStateFailed     BuildState = "FAILED"
	BuildStateCancelled  BuildState = "CANCELLED"
	BuildStateTestFailed BuildState = "TEST_FAILED"
)

// Worker is one running copy of an endpoint.
type Worker struct {
	ID            string       `json:"id"`
	Status        WorkerStatus `json:"status"`
	IsStale       bool         `json:"isStale"` // runs an older release
	Version       *int64       `json:"version"`
	GPUCount      int64        `json:"gpuCount"`
	Image         *string      `json:"image"`
	UptimeSeconds *int64       `json:"uptimeSeconds"`
	GPUTypeID     *string      `json:"gpuTypeId"`
	DataCenterID  *string      `json:"dataCenterId"`
	StartedAt     *time.Time   `json:"startedAt"`
}

// WorkerSummary counts workers by status.
type WorkerSummary struct {
	Running      int64 `json:"running"`
	Idle         int64 `json:"idle"`
	Initializing int64 `json:"initializing"`
	Throttled    int64 `json:"throttled"`
	Unhealthy    int64 `json:"unhealthy"`
	Total        int64 `json:"total"`
}

// EndpointWorkerList is the workers of an endpoint.
type EndpointWorkerList struct {
	Workers         []Worker      `json:"workers"`
	Summary         WorkerSummary `json:"summary"`
	EndpointVersion *int64        `json:"endpointVersion"`
}

type listEndpointWorkersResponse struct {
	EndpointWorkerList
	paginated
}

// Build is an image built for an endpoint from a git repository.
type Build struct {
	ID            string     `json:"id"`
	Status        BuildState `json:"status"`
	CommitHash    *string    `json:"commitHash"`
	CommitMessage *string    `json:"commitMessage"`
	Branch        *string    `json:"branch"`
	CommitDate    *time.Time `json:"commitDate"`
	ImageName     *string    `json:"imageName"`
	StartedAt     *time.Time `json:"startedAt"`
	CompletedAt   *time.Time `json:"completedAt"`
	Error         *string    `json:"error"`
}

// Release is one version of an endpoint's settings.
type Release struct {
	ID              string             `json:"id"`
	Version         *int64             `json:"version"`
	Source          ReleaseSource      `json:"source"`
	BuildID         *string            `json:"buildId"`
	CreatedByUserID *string            `json:"createdByUserId"`
	WorkerCount     int64              `json:"workerCount"`
	CreatedAt       time.Time          `json:"createdAt"`
	Diff            []ReleaseDiffEntry `json:"diff"`
}

// ReleaseDiffEntry is one setting that a release changed. Old and New are
// values of any JSON type.
type ReleaseDiffEntry struct {
	Field string          `json:"field"`
	Old   json.RawMessage `json:"old"`
	New   json.RawMessage `json:"new"`
}

// RolloutSummary is how far the newest release has reached.
type RolloutSummary struct {
	InProgress      bool  `json:"inProgress"`
	WorkersOnLatest int64 `json:"workersOnLatest"`
	WorkersTotal    int64 `json:"workersTotal"`
	PercentOnLatest int64 `json:"percentOnLatest"`
}

// EndpointReleaseList is the releases of an endpoint, all pages.
type EndpointReleaseList struct {
	EndpointVersion *int64         `json:"endpointVersion"`
	Rollout         RolloutSummary `json:"rollout"`
	Releases        []Release      `json:"releases"`
}

type listEndpointReleasesResponse struct {
	EndpointReleaseList
	paginated
}

type listEndpointBuildsResponse struct {
	Builds []Build `json:"builds"`
	paginated
}

// ListEndpointWorkers returns the workers of an endpoint. What counts them is that of the first page.
func (c *Client) ListEndpointWorkers(ctx context.Context, id string) (*EndpointWorkerList, error) {
	var first *EndpointWorkerList
	workers, err := list(ctx, c, route{"serverless", id, "workers"}, nil, anyPage, func(p *listEndpointWorkersResponse) []Worker {
		if first == nil {
			first = &p.EndpointWorkerList
		}
		return p.Workers
	})
	if err != nil {
		return nil, err
	}
	first.Workers = workers
	return first, nil
}

// ListEndpointReleases returns the releases of an endpoint. The version and
// the rollout are those of the first page.
func (c *Client) ListEndpointReleases(ctx context.Context, id string) (*EndpointReleaseList, error) {
	var first *EndpointReleaseList
	releases, err := list(ctx, c, route{"serverless", id, "releases"}, nil, maxPage,
		func(p *listEndpointReleasesResponse) []Release {
			if first == nil {
				first = &p.EndpointReleaseList
			}
			return p.Releases
		})
	if err != nil {
		return nil, err
	}
	first.Releases = releases
	return first, nil
}

// ListEndpointBuilds returns the builds of an endpoint.
func (c *Client) ListEndpointBuilds(ctx context.Context, id string) ([]Build, error) {
	return list(ctx, c, route{"serverless", id, "builds"}, nil, maxBuildsPage, func(r *listEndpointBuildsResponse) []Build { return r.Builds })
}

// GetEndpointBuild returns one build of an endpoint.
func (c *Client) GetEndpointBuild(ctx context.Context, id, buildID string) (*Build, error) {
	return object[Build](ctx, c, http.MethodGet, route{"serverless", id, "builds", buildID}, nil, nil)
}

// GetWorkerLogs opens the log of a worker. The caller closes it.
func (c *Client) GetWorkerLogs(ctx context.Context, id, workerID string, opts LogOptions) (*LogStream, error) {
	return c.openLogs(ctx, route{"serverless", id, "workers", workerID, "logs"}, opts)
}
