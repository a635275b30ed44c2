package sandbox

import (
	"time"

	"github.com/shopspring/decimal"
)

// Arrival is a request that comes to an endpoint.
type Arrival struct {
	After     time.Duration // it is sent
	Execution time.Duration // on a worker, without what it waits for
}

// Traffic says how the workers of an endpoint take requests.
type Traffic struct {
	ColdStart   time.Duration // from the start of a flex worker until it is ready
	Concurrency int           // requests that a worker of a queue takes at a time; 1 when 0
}

// Served is what has become of a request.
type Served struct {
	Arrived time.Time
	Wait    time.Duration // from its arrival to the start of its execution, or until now where that is still to come
	Cold    bool          // it was taken by a worker that started for it, or for others
	Started bool
	Ended   bool // all of it is executed, or as much as the endpoint's timeout allows
}

// Sent is traffic on its way.
type Sent struct {
	account  *Account
	endpoint string
	requests []*request
}

// SendTraffic lets requests come to an endpoint, as its clock gets there. Its own autoscaler
// hands them to workers, starts flex workers and ends them, and what these cost goes to the
// meter. Nothing runs in between: whoever looks after weeks gets all of it in one go. It panics
// if there is no such endpoint.
func (a *Account) SendTraffic(endpointID string, arrivals []Arrival, traffic Traffic) *Sent {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	e := a.endpoints.known(endpointID)
	a.catchUp(now)
	s := a.scalerOf(e, now)
	sent := &Sent{account: a, endpoint: endpointID}
	for _, arrival := range arrivals {
		r := &request{arrived: now.Add(arrival.After), execution: arrival.Execution, traffic: traffic}
		sent.requests = append(sent.requests, r)
		s.expect(r)
	}
	s.advance(now)
	a.readMeter(now)
	return sent
}

// Served returns what has become of each request by now, in the order in which they were given.
// Of those that are still to come there is the arrival only.
func (t *Sent) Served() []Served {
	t.account.mu.Lock()
	defer t.account.mu.Unlock()
	now := t.account.now()
	t.account.catchUp(now)
	return each(t.requests, func(r *request) Served {
		return Served{Arrived: r.arrived, Wait: r.waited(now), Cold: r.cold, Started: !r.started.IsZero(), Ended: r.status.final()}
	})
}

// ServeRequest lets a request come to an endpoint now, as [Account.SendTraffic] does. It panics
// if there is no such endpoint.
func (a *Account) ServeRequest(endpointID string, execution, coldStart time.Duration) {
	a.SendTraffic(endpointID, []Arrival{{Execution: execution}}, Traffic{ColdStart: coldStart})
}

// scalerOf returns the autoscaler of an endpoint. One without traffic has had none until now.
func (a *Account) scalerOf(e *endpoint, now time.Time) *scaler {
	s := a.scalers[e.wire.ID]
	if s == nil {
		s = &scaler{account: a, endpoint: e, now: now}
		a.scalers[e.wire.ID] = s
		s.staffed(now)
	}
	return s
}

// endScalers ends the traffic of endpoints that are deleted.
func (a *Account) endScalers(now time.Time) {
	for id, s := range a.scalers {
		if _, ok := a.endpoints.get(id); !ok {
			s.end(now)
			a.stir()
			delete(a.scalers, id)
		}
	}
}

// BillPublicEndpoint notes USD spent now on Runpod's public endpoints.
func (a *Account) BillPublicEndpoint(usd decimal.Decimal) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	a.meter.add(billed{product: productPublic, component: componentRequests}, rate{usd: usd.Rat(), tick: time.Second}, now, now.Add(time.Second))
}

// reconsiderTraffic applies settings of an endpoint that have changed to its traffic.
func (a *Account) reconsiderTraffic(e *endpoint, now time.Time) {
	if s := a.scalers[e.wire.ID]; s != nil {
		s.reconsider(now)
		a.stir()
	}
}
