package sandbox

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// release records a version of the settings. The first one has an empty diff.
func (e *endpoint) release(a *Account, now time.Time, diff []runpod.ReleaseDiffEntry) {
	version, _ := e.version()
	version++
	r := &runpod.Release{
		ID: a.newID(10), Version: &version, Source: runpod.ReleaseSourceManual, CreatedAt: stamp(now), Diff: diff,
	}
	e.releases.add(r.ID, r)
}

// version returns the last release's number, and when it was made.
func (e *endpoint) version() (version int64, since time.Time) {
	all := e.releases.all()
	if len(all) == 0 {
		return 0, time.Time{}
	}
	last := all[len(all)-1]
	return *last.Version, last.CreatedAt
}

// endpointDiff lists the settings that make a release and differ: those of the container,
// which Runpod keeps in a template underneath, and the limits of the workers.
func endpointDiff(before, after *runpod.Endpoint) []runpod.ReleaseDiffEntry {
	var diff []runpod.ReleaseDiffEntry
	for _, f := range []struct {
		name          string
		before, after any
	}{
		{"template.imageName", before.Image, after.Image},
		{"template.dockerArgs", before.Args, after.Args},
		{"template.containerDiskInGb", before.Disk, after.Disk},
		{"template.env", before.Env, after.Env},
		{"template.ports", before.Ports, after.Ports},
		{"template.containerRegistryAuthId", before.Registry, after.Registry},
		{"workers.min", before.Workers.Min, after.Workers.Min},
		{"workers.max", before.Workers.Max, after.Workers.Max},
	} {
		was, is := compact(f.before), compact(f.after)
		if !bytes.Equal(was, is) {
			diff = append(diff, runpod.ReleaseDiffEntry{Field: f.name, Old: was, New: is})
		}
	}
	return diff
}

func compact(v any) json.RawMessage {
	return bytes.TrimSpace(encode(v))
}

// releasePages have the newest first; buildPages hold fewer than others.
var (
	releasePages = paging{standard: 1000, largest: 1000, newestFirst: true}
	buildPages   = paging{standard: 100, largest: 100}
)

func listReleases(c *call, e *endpoint) (any, error) {
	page, pages, _, err := pageOf(c, &e.releases, releasePages)
	if err != nil {
		return nil, err
	}
	on := map[int64]int64{} // workers by version
	for _, w := range e.workers {
		on[w.version]++
	}
	releases := []runpod.Release{}
	for _, r := range page {
		listed := *r
		listed.WorkerCount = on[*r.Version]
		releases = append(releases, listed)
	}
	version, _ := e.version()
	rollout := runpod.RolloutSummary{WorkersOnLatest: on[version], WorkersTotal: int64(len(e.workers))}
	if total := rollout.WorkersTotal; total > 0 {
		rollout.PercentOnLatest = 100 * rollout.WorkersOnLatest / total
	}
	rollout.InProgress = rollout.WorkersOnLatest < rollout.WorkersTotal
	return map[string]any{
		"endpointVersion": version, "rollout": rollout, "releases": releases, "pagination": pages,
	}, nil
}

// listBuilds lists what [Account.AddBuild] has put there: nothing is built from a git repository here.
func listBuilds(c *call, e *endpoint) (any, error) {
	page, pages, _, err := pageOf(c, &e.builds, buildPages)
	if err != nil {
		return nil, err
	}
	builds := []runpod.Build{}
	for _, b := range page {
		builds = append(builds, *b)
	}
	return map[string]any{"builds": builds, "pagination": pages}, nil
}

func getBuild(c *call, e *endpoint) (any, error) {
	id := c.r.PathValue("buildId")
	if b, ok := e.builds.get(id); ok {
		return *b, nil
	}
	return nil, notFound("build")
}
