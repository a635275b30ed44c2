package sandbox

import (
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Pods returns the pods that are not gone, oldest first, those of clusters included.
func (a *Account) Pods() []runpod.Pod {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	var pods []runpod.Pod
	for _, p := range a.pods.all() {
		if !p.gone() {
			pods = append(pods, deepCopy(p.render(now)))
		}
	}
	return pods
}

// EditPod changes what the console could change on a pod: name, container
// settings, mounts, lock, and the cluster it belongs to. No rule is checked and
// nothing restarts. It panics if there is no such pod.
func (a *Account) EditPod(id string, edit func(*runpod.Pod)) {
	a.behind(func(now time.Time) {
		p := a.knownPod(id)
		next := edited(p.render(now), edit)
		p.name, p.container, p.mounts, p.locked, p.cluster = next.Name, next.Container, next.Mounts, next.Locked, next.Cluster
	})
}

// RemovePod terminates a pod as if in the console. It panics if there is no such pod.
func (a *Account) RemovePod(id string) {
	a.behind(func(now time.Time) { a.terminate(a.knownPod(id), now) })
}

// StopPodByItself makes a pod EXITED, as when its container ends. It panics if
// there is no such pod.
func (a *Account) StopPodByItself(id string) {
	a.haltPod(id, courseExited, "container ended")
}

// FailPod makes a pod end in ERROR. It panics if there is no such pod.
func (a *Account) FailPod(id string) {
	a.haltPod(id, courseFailed, "container failed")
}

// SetBareStarts sets how many of the next starts of stopped GPU pods find no free GPU; see
// [Options.BareStarts].
func (a *Account) SetBareStarts(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bareStarts = n
}

// StartPodBare starts a stopped GPU pod whose machine has no free GPU for it. It panics if
// there is no such pod.
func (a *Account) StartPodBare(id string) {
	a.behind(func(now time.Time) {
		p := a.knownPod(id)
		p.bare = true
		p.start(now)
	})
}

func (a *Account) haltPod(id string, to course, note string) {
	a.behind(func(now time.Time) {
		p := a.knownPod(id)
		p.halt(now, to)
		p.note(now, note)
	})
}

func (a *Account) knownPod(id string) *pod {
	p := a.pods.known(id)
	if p.gone() {
		panic("sandbox: pod " + id + " is gone")
	}
	return p
}
