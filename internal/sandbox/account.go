package sandbox

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// DefaultBootTime is how long a pod takes from its creation until its container runs.
const DefaultBootTime = 30 * time.Second

// keyPrefix is how Runpod's keys begin.
const keyPrefix = "rpa_"

// Options says what account to make. The zero value is a good one.
type Options struct {
	Clock    runpod.Clock  // the real time when nil
	APIKey   string        // made from Seed when empty
	BootTime time.Duration // until a new pod's container runs; DefaultBootTime when 0
	JobTime  time.Duration // of a job sent to an endpoint that says nothing else; DefaultJobTime when 0
	// ColdStart is how long flex workers take to start for jobs sent to their endpoint;
	// 2.3 s with flashboot and 10 s without when nil.
	ColdStart *time.Duration
	Seed      uint64        // IDs, keys and ports follow from it
	RateLimit int           // requests a minute; 0 means no limit and no headers
	Latency   time.Duration // of every answer, on Clock
	// Without are the groups of operations that the account does not offer, and the status
	// that answers their requests: 404, 403 or 501. See ParseWithout.
	Without map[runpod.Group]int

	// What the account may spend; see SetBalance, SetBillingMode, SetSpendLimit and SetWorkerQuota.
	Balance     decimal.NullDecimal // USD; no limit when not Valid
	BillingMode runpod.BillingMode  // PREPAID when empty
	SpendLimit  decimal.NullDecimal // USD an hour; no limit when not Valid
	WorkerQuota int64               // follows from the balance when 0

	Lifecycle Lifecycle // how pods report their status; LifecycleRecorded when empty
	// BareStarts is how many of the next starts of stopped GPU pods find no free GPU on the
	// machine. The pods then run without, which Runpod does as well as refusing the start.
	BareStarts int
	OpenAPI    string // path of Runpod's document, for GET /v2/openapi.json; 404 when empty
}

// Account is a Runpod account in memory. It serves REST API v2 under /v2, and
// lets a test look behind the API. It is safe for concurrent use.
type Account struct {
	clock    runpod.Clock
	apiKey   string
	bootTime time.Duration
	jobTime  time.Duration
	cold     *time.Duration // see Options.ColdStart
	latency  time.Duration
	openAPI  string
	router   router
	without  map[runpod.Group]int
	closing  chan struct{} // closed when streams have to end
	close    func()

	documented bool // see LifecycleDocumented
	bareStarts int  // see Options.BareStarts

	mu       sync.Mutex // guards everything below
	rng      *rand.Rand
	chance   *rand.Rand // of faults; apart, so that they change no IDs
	limiter  *limiter
	faults   []Fault
	requests []Request
	funds    funds
	catalog  *catalog

	networkVolumes      store[*runpod.NetworkVolume]
	endpoints           store[*endpoint]
	templates           store[*runpod.Template]
	registries          store[*registry]
	delegations         store[*runpod.ECRDelegation]
	secrets             store[*secret]
	sshKeys             []string
	closedPools         map[string]bool // serverless pools that the account may not use
	pods                store[*pod]
	clusters            store[*cluster]
	tags                store[*tag]
	costCenters         store[*costCenter]
	globalVolumes       store[*runpod.GlobalVolume]
	tagsAreMute         bool // see MuteTags
	attributionsStay    bool // see KeepAttributions
	meter               meter
	scalers             map[string]*scaler // by ID of the endpoint; of those with traffic
	stirred             chan struct{}      // closed when an endpoint's traffic has changed course
	servedAt            string             // where the account listens; empty where others do so for it
	descriptionFailures int                // see FailSecretDescriptions
	podsDeleted         uint64             // decides what a look at the next one finds
}

// New makes an empty account. It panics where Without names what is not a group.
func New(opts Options) *Account {
	if err := checkWithout(opts.Without); err != nil {
		panic("sandbox: " + err.Error())
	}
	if opts.Clock == nil {
		opts.Clock = runpod.SystemClock()
	}
	if opts.BootTime <= 0 {
		opts.BootTime = DefaultBootTime
	}
	if opts.JobTime <= 0 {
		opts.JobTime = DefaultJobTime
	}
	a := &Account{
		clock:    opts.Clock,
		apiKey:   opts.APIKey,
		bootTime: opts.BootTime,
		jobTime:  opts.JobTime,
		cold:     opts.ColdStart,
		latency:  opts.Latency,
		without:  opts.Without,
		funds:    newFunds(opts),
		openAPI:  opts.OpenAPI,
		rng:      rand.New(rand.NewPCG(opts.Seed, 0)),
		chance:   rand.New(rand.NewPCG(opts.Seed, 1)),
		limiter:  newLimiter(opts.RateLimit),
		catalog:  newCatalog(),

		networkVolumes: store[*runpod.NetworkVolume]{kind: "network volume"},
		endpoints:      store[*endpoint]{kind: "endpoint"},
		templates:      store[*runpod.Template]{kind: "template"},
		registries:     store[*registry]{kind: "registry"},
		delegations:    store[*runpod.ECRDelegation]{kind: "delegation"},
		secrets:        store[*secret]{kind: "secret"},
		closedPools:    map[string]bool{},
		pods:           store[*pod]{kind: "pod"},
		clusters:       store[*cluster]{kind: "cluster"},
		tags:           store[*tag]{kind: "tag"},
		costCenters:    store[*costCenter]{kind: "cost center"},
		globalVolumes:  store[*runpod.GlobalVolume]{kind: "global volume"},
		scalers:        map[string]*scaler{},
		podsDeleted:    opts.Seed,
		documented:     opts.Lifecycle == LifecycleDocumented,
		bareStarts:     opts.BareStarts,
		closing:        make(chan struct{}),
		stirred:        make(chan struct{}),
	}
	a.close = sync.OnceFunc(func() { close(a.closing) })
	if a.apiKey == "" {
		a.apiKey = keyPrefix + a.newText("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 42)
	}
	a.router = newRouter(slices.Concat(a.catalogRoutes(), a.networkVolumeRoutes(), a.podRoutes(), a.endpointRoutes(), a.templateRoutes(),
		a.registryRoutes(), a.delegationRoutes(), a.secretRoutes(), a.sshKeyRoutes(), a.clusterRoutes(), a.billingRoutes(), a.balanceRoutes(), a.jobRoutes(),
		a.offered(runpod.GroupTags, a.tagRoutes()), a.offered(runpod.GroupCostCenters, a.costCenterRoutes()), a.offered(runpod.GroupGlobalVolumes, a.globalVolumeRoutes())))
	return a
}

// now is the time, as exact as Runpod reports it.
func (a *Account) now() time.Time {
	return stamp(a.clock.Now())
}

// stamp is a time in Runpod's form: UTC, in milliseconds.
func stamp(t time.Time) time.Time {
	return t.UTC().Truncate(time.Millisecond)
}

// APIKey returns the key that the account answers to.
func (a *Account) APIKey() string {
	return a.apiKey
}

// Empty reports whether the account holds nothing of its own.
func (a *Account) Empty() bool {
	return len(a.Contents()) == 0
}

// Contents names what the account holds, as in `network volume abc ("data")`. Tags are not
// among it: they are the organization's.
func (a *Account) Contents() []string {
	var keys []string
	for _, key := range a.SSHKeys() {
		keys = append(keys, "SSH key "+key)
	}
	return slices.Concat(
		describeAll("pod", a.Pods(), func(p runpod.Pod) (id, name string) { return p.ID, p.Name }),
		describeAll("cluster", a.Clusters(), func(g runpod.Cluster) (id, name string) { return g.ID, g.Name }),
		describeAll("network volume", a.NetworkVolumes(), func(v runpod.NetworkVolume) (id, name string) { return v.ID, v.Name }),
		describeAll("endpoint", a.Endpoints(), func(e runpod.Endpoint) (id, name string) { return e.ID, e.Name }),
		describeAll("template", a.Templates(), func(t runpod.Template) (id, name string) { return t.ID, t.Name }),
		describeAll("registry", a.Registries(), func(r runpod.Registry) (id, name string) { return r.ID, r.Name }),
		describeAll("delegation", a.Delegations(), func(d runpod.ECRDelegation) (id, name string) { return d.ID, d.Repository }),
		describeAll("secret", a.Secrets(), func(s runpod.Secret) (id, name string) { return s.ID, s.Name }),
		describeAll("cost center", a.CostCenters(), func(cc runpod.CostCenter) (id, name string) { return cc.ID, cc.Value }),
		describeAll("global volume", a.GlobalVolumes(), func(v runpod.GlobalVolume) (id, name string) { return v.ID, v.Name }),
		keys,
	)
}

func describeAll[T any](kind string, objects []T, names func(T) (id, name string)) []string {
	return each(objects, func(object T) string {
		id, name := names(object)
		return describe(kind, id, name)
	})
}

func describe(kind, id, name string) string {
	return fmt.Sprintf("%s %s (%q)", kind, id, name)
}

// Inject makes something go wrong with the requests that the fault matches,
// after the key is checked. The oldest fault that matches a request has it.
func (a *Account) Inject(f Fault) {
	if f.Status == 0 && (f.Kind == FaultStatus || f.Kind == FaultStatusAfter) {
		f.Status = http.StatusInternalServerError
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.faults = append(a.faults, f)
}

const idAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789"

// newID makes an ID as Runpod does, of lowercase letters and digits.
func (a *Account) newID(length int) string {
	return a.newText(idAlphabet, length)
}

func (a *Account) newText(alphabet string, length int) string {
	b := make([]byte, length)
	for i := range b {
		b[i] = alphabet[a.rng.IntN(len(alphabet))]
	}
	return string(b)
}

// behind makes a change behind the API's back, as the console or Runpod itself
// may, and lets the meter see it.
func (a *Account) behind(change func(now time.Time)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	change(now)
	a.readMeter(now)
}
