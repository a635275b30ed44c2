package runpod

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// fields are the JSON fields of a struct, those of embedded structs included.
func fields(t reflect.Type) map[string]reflect.StructField {
	out := map[string]reflect.StructField{}
	for f := range t.Fields() {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" {
			maps.Copy(out, fields(f.Type))
			continue
		}
		out[tag] = f
	}
	return out
}

// reasons are the differences that are meant.
func reasons() map[string]string {
	return map[string]string{
		"ListCostCenters?value":       "the name of this filter is inferred, and all are listed anyway",
		"ListGlobalVolumes?limit":     "its bounds are documented nowhere, and without it Runpod takes its own",
		"CreateTemplateRequest.image": "the container settings are one type for all requests, and elsewhere a template can bring the image",
	}
}

// leftOut are operations that the client does not have, by the beginning of their path,
// and why.
func leftOut() map[string]string {
	return map[string]string{
		"/v2/organization": "their answers are documented nowhere",
		"/v2/audit-logs":   "its answer is documented nowhere",
		"/v2/sandboxes":    "they end by themselves: nothing that Terraform could manage",
	}
}

func isLeftOut(path string) bool {
	for prefix := range leftOut() {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return true
		}
	}
	return false
}

// billingMembers are the members of a billing report that the one Go type holds
// for some products only, by operation.
func billingMembers() map[string][]string {
	return map[string][]string{
		"ListBilling": {
			"podGpuAmount", "podCpuAmount", "podDiskAmount", "serverlessGpuAmount", "serverlessCpuAmount", "serverlessDiskAmount", "serverlessFeeAmount",
			"storageStandardAmount", "storageHighPerformanceAmount", "endpointAmount", "clusterGpuAmount", "clusterDiskAmount", "clusterNetworkingAmount",
		},
		"ListPodBilling":           {"podId", "uniquePodCount", "gpuAmount", "cpuAmount", "diskAmount"},
		"ListServerlessBilling":    {"serverlessId", "uniqueServerlessCount", "gpuAmount", "cpuAmount", "diskAmount", "feeAmount"},
		"ListEndpointBilling":      {},
		"ListNetworkVolumeBilling": {"networkVolumeId", "uniqueNetworkVolumeCount", "standardAmount", "highPerformanceAmount"},
		"ListClusterBilling":       {"clusterId", "uniqueClusterCount", "gpuAmount", "diskAmount", "networkingAmount"},
	}
}

// absentMembers are those that the report of an operation must not have.
func absentMembers(operation string) []string {
	own, ok := billingMembers()[operation]
	if !ok {
		return nil
	}
	all := slices.Concat(slices.Collect(maps.Values(billingMembers()))...)
	return slices.DeleteFunc(all, func(name string) bool { return slices.Contains(own, name) })
}

// contract compares schemas with Go types and collects what differs.
type contract struct {
	doc     *document
	absent  []string // members of the Go type that the schema must not have
	request bool
	seen    map[string]bool
	excused map[string]bool
	faults  []string
}

func newContract(doc *document, request bool) *contract {
	return &contract{doc: doc, request: request, seen: map[string]bool{}, excused: map[string]bool{}}
}

func (c *contract) faultf(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

func (c *contract) compare(at string, s *schema, t reflect.Type) {
	want := c.doc.resolve(s)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[Nullable[string]]() {
		t = reflect.TypeFor[string]()
	}
	if len(want.types) == 0 && len(want.props) == 0 {
		if t != reflect.TypeFor[json.RawMessage]() {
			c.faultf("%s: any value, but %s", at, t)
		}
		return
	}
	kinds := slices.Sorted(maps.Keys(want.types))
	kinds = slices.DeleteFunc(kinds, func(name string) bool { return name == "null" })
	if len(kinds) == 0 {
		kinds = []string{"object"}
	}
	if len(kinds) > 1 || !fits(kinds[0], want, t) {
		c.faultf("%s: the document says %v %s, the client %s", at, kinds, want.format, t)
		return
	}
	switch {
	case want.open:
	case kinds[0] == "array":
		c.compare(at+"[]", want.items, t.Elem())
	case kinds[0] == "object" && want.values != nil:
		c.compare(at+"{}", want.values, t.Elem())
	case kinds[0] == "object":
		c.compareObject(at, want, t)
	}
}

func fits(kind string, want shape, t reflect.Type) bool {
	switch kind {
	case "string":
		return t == reflect.TypeFor[time.Time]() && want.format == "date-time" || t.Kind() == reflect.String && want.format != "date-time"
	case "integer":
		return t.Kind() == reflect.Int64
	case "number":
		return t == reflect.TypeFor[json.Number]() || t.Kind() == reflect.Float64
	case "boolean":
		return t.Kind() == reflect.Bool
	case "array":
		return t.Kind() == reflect.Slice
	case "object":
		return t.Kind() == reflect.Struct || t.Kind() == reflect.Map && (want.values != nil || want.open)
	}
	return false
}

func (c *contract) compareObject(at string, want shape, t reflect.Type) {
	key := fmt.Sprint(at, t)
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	got := fields(t)
	for name := range got {
		if name == "pagination" {
			continue // of any list, as the pages of November have it; the document has it of some
		}
		if want.props[name] == nil && !slices.Contains(c.absent, name) {
			c.faultf("%s.%s: the document does not have it", at, name)
		}
	}
	for name, prop := range want.props {
		f, ok := got[name]
		if !ok || slices.Contains(c.absent, name) {
			c.faultf("%s.%s: the client does not have it", at, name)
			continue
		}
		c.comparePresence(at+"."+name, want.required[name], c.doc.resolve(prop), f)
		c.compare(at+"."+name, prop, f.Type)
	}
}

// comparePresence holds the rules of the package: what is optional in a request
// can be left out, what is required cannot, and what may be null in an answer
// can be told from an empty value.
func (c *contract) comparePresence(at string, required bool, prop shape, f reflect.StructField) {
	omits := strings.Contains(f.Tag.Get("json"), ",omitzero")
	kind := f.Type.Kind()
	nilable := kind == reflect.Pointer || kind == reflect.Slice || kind == reflect.Map || strings.HasPrefix(f.Type.Name(), "Nullable[")
	switch {
	case c.request && required && omits && reasons()[at] != "":
		c.excused[at] = true
	case c.request && required && omits:
		c.faultf("%s: required, but the client can leave it out", at)
	case c.request && !required && !(omits && nilable):
		c.faultf("%s: optional, but the client cannot leave it out", at)
	case !c.request && prop.types["null"] && !nilable:
		c.faultf("%s: may be null, but the client cannot tell", at)
	}
}

func TestContractOperations(t *testing.T) {
	t.Parallel()
	doc := loadDocument(t)
	known := map[string]operation{}
	for _, op := range operations() {
		known[strings.ToLower(op.name)] = op
	}
	ids := regexp.MustCompile(`\{[^}]*\}`)
	covered, excused := map[string]bool{}, map[string]bool{}
	for path, methods := range doc.Paths {
		for method, raw := range methods {
			if method == "parameters" {
				continue
			}
			var want docOperation
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			if isLeftOut(path) {
				continue
			}
			op, ok := known[strings.ToLower(want.OperationID)]
			if !ok {
				t.Errorf("%s has no method", want.OperationID)
				continue
			}
			covered[op.name] = true
			if got, want := op.method+" /v2"+op.path, strings.ToUpper(method)+" "+ids.ReplaceAllString(path, "{}"); got != want {
				t.Errorf("%s is %s, want %s", op.name, got, want)
			}
			checkURI(t, doc, op, want, excused)
			checkBodies(t, doc, op, want, excused)
		}
	}
	for _, op := range known {
		if !covered[op.name] {
			t.Errorf("%s is not in the document", op.name)
		}
	}
	for at := range reasons() {
		if !excused[at] {
			t.Errorf("%s is no longer a difference: remove it from the list", at)
		}
	}
}

// checkURI compares what the client sends, which TestOperations has seen, with
// the declared path and query.
func checkURI(t *testing.T, doc *document, op operation, want docOperation, excused map[string]bool) {
	t.Helper()
	sent, err := url.Parse(op.uri)
	if err != nil {
		t.Fatal(err)
	}
	pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(op.path), `\{\}`, "[^/]+") + "$"
	if !regexp.MustCompile(pattern).MatchString(sent.EscapedPath()) {
		t.Errorf("%s is sent to %s, want %s", op.name, sent.EscapedPath(), op.path)
	}
	declared := map[string]bool{}
	for _, p := range want.Parameters {
		if p.Ref != "" {
			p = doc.Components.Parameters[p.Ref[strings.LastIndex(p.Ref, "/")+1:]]
		}
		if p.In == "query" {
			declared[p.Name] = true
		}
	}
	for name := range sent.Query() {
		if !declared[name] {
			t.Errorf("%s sends ?%s=, which the document does not have", op.name, name)
		}
		delete(declared, name)
	}
	delete(declared, "cursor") // from the second page on
	for name := range declared {
		if at := op.name + "?" + name; reasons()[at] != "" {
			excused[at] = true
			continue
		}
		t.Errorf("%s cannot send ?%s=", op.name, name)
	}
}

func checkBodies(t *testing.T, doc *document, op operation, want docOperation, excused map[string]bool) {
	t.Helper()
	check := func(side string, s *schema, v any) {
		if (s == nil) != (v == nil) {
			t.Errorf("%s: %s is in one of document and client only", op.name, side)
			return
		}
		if s == nil {
			return
		}
		c := newContract(doc, side == "request")
		c.absent = absentMembers(op.name)
		c.compare(reflect.TypeOf(v).Name(), s, reflect.TypeOf(v))
		for _, fault := range c.faults {
			t.Errorf("%s: %s", op.name, fault)
		}
		maps.Copy(excused, c.excused)
	}
	check("request", want.RequestBody.Content["application/json"].Schema, op.request)
	answer := want.Responses["200"].Content["application/json"].Schema
	if answer == nil {
		answer = want.Responses["201"].Content["application/json"].Schema
	}
	check("answer", answer, op.response)
}

// A contract test that cannot fail would prove nothing.
func TestContractSeesDifferences(t *testing.T) {
	t.Parallel()
	text := `{"type":"object","required":["a"],"properties":{"a":{"type":"string"},"b":{"type":"integer"},"c":{"type":"boolean"}}}`
	s := &schema{}
	if err := json.Unmarshal([]byte(text), s); err != nil {
		t.Fatal(err)
	}
	type wrong struct {
		A *string `json:"a,omitzero"`
		B string  `json:"b"`
		D string  `json:"d"`
	}
	c := newContract(&document{}, true)
	c.compare("x", s, reflect.TypeFor[wrong]())
	for _, want := range []string{"x.a: required", "x.b: optional", "x.b: the document says", "x.c: the client does not", "x.d: the document does not"} {
		if !slices.ContainsFunc(c.faults, func(fault string) bool { return strings.HasPrefix(fault, want) }) {
			t.Errorf("no fault %q in %q", want, c.faults)
		}
	}
}
