package runpod

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzRateLimit(f *testing.F) {
	f.Add(`"minute";r=0;t=12, "hour";r=2800;t=1812`, `"minute";q=60;w=60`)
	f.Add(`"a;b,c";R=0`, `;;w=,`)
	f.Add(`"`, `"`)
	f.Fuzz(func(t *testing.T, limit, policy string) {
		for _, w := range parseRateLimit([]string{limit}, []string{policy}) {
			if w.reset < 0 || w.reset > maxAsked {
				t.Errorf("resets after %v", w.reset)
			}
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"7", "-1", "Fri, 20 Nov 2026 12:00:30 GMT", "99999999999999999999"} {
		f.Add(seed)
	}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		if d := retryAfter(header, now); d < 0 || d > maxAsked {
			t.Errorf("waits %v", d)
		}
	})
}

func FuzzRefusal(f *testing.F) {
	f.Add(422, `{"title":"t","detail":"d","errors":["missing property 'image'","/name: false schema",{"message":"m"}]}`)
	f.Add(400, `{"error":{"message":"no"}}`)
	f.Add(403, "<html><HEAD>x</head><script>a<b</SCRIPT>&nbsp;denied "+testKey)
	f.Add(500, `{"detail":["`+testKey+`"]}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		x := &exchange{c: &Client{clock: newFakeClock()}, request: request{method: "GET", path: route{"pods"}}, redact: newRedactor(testKey, nil, nil)}
		e := x.refusal(&http.Response{StatusCode: status, Header: http.Header{}}, []byte(body))
		if strings.Contains(e.Error(), testKey) {
			t.Errorf("gives the key away: %s", e)
		}
		if utf8.ValidString(body) && !utf8.ValidString(e.Error()) {
			t.Errorf("cuts a letter in two: %q", e)
		}
		if len(e.Excerpt) > maxExcerpt+3*len(mask) {
			t.Errorf("an excerpt of %d bytes", len(e.Excerpt))
		}
	})
}

// answers are decoders of what Runpod returns, each with one that it may be.
func answers() []struct {
	decode func([]byte) (any, error)
	sample string
} {
	return []struct {
		decode func([]byte) (any, error)
		sample string
	}{
		{asAny(decodeObject[Pod]), placedPod},
		{asAny(decodeObject[Pod]), `{"id":"p","runtime":{},"ssh":null,"cost":"1.5"}`},
		{asAny(decodeObject[Pod]), `{"id":"p","createdAt":"0000-01-01T00:00:00Z"}`},
		{asAny(decodeObject[Endpoint]), `{"id":"e","name":"n -fb","gpu":{"pools":["AMPERE_80"],"count":1},"workers":{"min":0,"max":3},"scaling":{"type":"QUEUE_DELAY","queueDelay":4.5}}`},
		{asAny(decodeObject[NetworkVolume]), `{"id":"v","name":"n","size":10,"dataCenter":"EU-RO-1","type":"STANDARD"}`},
		{asAny(decodeObject[Template]), `{"id":"t","name":"n","mounts":{"persistent":{"size":10,"path":"/w"}},"env":{"A":"1"}}`},
		{asAny(decodeObject[Cluster]), `{"id":"c","compute":{"gpuTypeId":"g","gpuCountPerPod":1,"podCount":2},"pods":{"total":2,"byStatus":{"RUNNING":2}}}`},
		{asAny(decodeObject[Registry]), `{"id":"r","name":"n"}`},
		{asAny(decodeObject[ECRDelegation]), `{"id":"d","awsUser":"123456789012","tag":"*"}`},
		{asAny(decodeObject[Secret]), `{"id":"s","name":"n","description":null}`},
		{asAny(decodeObject[Tag]), `{"id":"t","key":"team","value":"","resources":[{"resourceId":"p1","resourceType":"POD"},{"id":"e1","type":"SERVERLESS_ENDPOINT"}]}`},
		{asAny(decodeObject[CostCenter]), `{"id":"cc","value":"research"}`},
		{asAny(decode[listCostCenterResourcesResponse]), `{"resources":[{"id":"p1","type":"POD"}],"pagination":{"nextCursor":null,"hasNextPage":false}}`},
		{asAny(decodeObject[GlobalVolume]), `{"id":"g","name":"n","createdByUserId":null}`},
		{asAny(decode[SSHKeys]), `{"keys":["ssh-ed25519 AAAA a"]}`},
		{asAny(decodeObject[Account]), `{"id":"u","email":null}`},
		{asAny(decode[AccountBalance]), `{"balanceAmount":42.18,"billingMode":"PREPAID"}`},
		{asAny(decode[AccountLimits]), `{"spendRate":{"limit":80,"current":1.5},"serverlessWorkers":7}`},
		{asAny(decode[GPUType]), `{"id":"g","memory":80,"price":{"secure":1.89,"community":0.0},"pool":null}`},
		{asAny(decode[CPUType]), `{"id":"cpu5c","vcpu":{"min":2,"max":32},"price":{"securePerVcpu":0.03}}`},
		{asAny(decode[DataCenter]), `{"id":"EU-RO-1","networkVolumeTypes":["STANDARD"]}`},
	}
}

func asAny[T any](decode func([]byte) (*T, error)) func([]byte) (any, error) {
	return func(body []byte) (any, error) { return decode(body) }
}

// What can be read can be written, and read again as the same.
func FuzzAnswers(f *testing.F) {
	kinds := answers()
	for n, kind := range kinds {
		f.Add(uint8(n), []byte(kind.sample))
	}
	f.Fuzz(func(t *testing.T, n uint8, body []byte) {
		decode := kinds[int(n)%len(kinds)].decode
		value, err := decode(body)
		if err != nil {
			return
		}
		first, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		again, err := decode(first)
		if err != nil {
			t.Fatalf("%v in %s", err, first)
		}
		second, err := json.Marshal(again)
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s became %s: %v", first, second, err)
		}
	})
}

// Whatever an ID is, it names one object below its path, or is refused.
func FuzzRoute(f *testing.F) {
	for _, id := range []string{"abc123", "", ".", "..", "a/b", "a?b", "a#b", "%2e%2e", "a b", "\x00"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		r := route{"pods", id}
		if r.check() != nil {
			return
		}
		parsed, err := url.Parse("https://runpod.test/v2" + r.String())
		if err != nil {
			t.Fatalf("%q: %v", id, err)
		}
		if parsed.Path != "/v2/pods/"+id || parsed.RawQuery != "" || parsed.Fragment != "" {
			t.Errorf("%q became %s", id, parsed)
		}
		if segments := strings.Split(strings.TrimPrefix(parsed.EscapedPath(), "/v2/"), "/"); len(segments) != 2 {
			t.Errorf("%q became %q", id, segments)
		}
	})
}
