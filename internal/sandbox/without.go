package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// ParseWithout reads the groups of operations that an account does not offer, as the
// command line gives them: names with commas between them, each with the status that
// answers its requests, 404 where none is given.
//
//	tags,balance=403,limits=501
func ParseWithout(text string) (map[runpod.Group]int, error) {
	without := map[runpod.Group]int{}
	for part := range strings.SplitSeq(text, ",") {
		name, number, given := strings.Cut(strings.TrimSpace(part), "=")
		status := http.StatusNotFound
		if given {
			var err error
			if status, err = strconv.Atoi(number); err != nil {
				return nil, fmt.Errorf("%q is not a status", number)
			}
		}
		without[runpod.Group(name)] = status
	}
	return without, checkWithout(without)
}

func checkWithout(without map[runpod.Group]int) error {
	for _, group := range slices.Sorted(maps.Keys(without)) {
		if !slices.Contains(runpod.Groups(), group) {
			return fmt.Errorf("%q is not a group of operations: use %s", group, groupNames())
		}
		if status := without[group]; !slices.Contains([]int{http.StatusNotFound, http.StatusForbidden, http.StatusNotImplemented}, status) {
			return fmt.Errorf("%s=%d: the status must be 404, 403 or 501", group, status)
		}
	}
	return nil
}

func groupNames() string {
	var names []string
	for _, group := range runpod.Groups() {
		names = append(names, string(group))
	}
	return strings.Join(names, ", ")
}

// offered returns the routes of a group as this account answers them: not at all, or with
// a refusal, where it does without the group.
func (a *Account) offered(group runpod.Group, routes []route) []route {
	status, absent := a.without[group]
	switch {
	case !absent:
		return routes
	case status == http.StatusNotFound:
		return nil
	}
	refused := make([]route, len(routes))
	for i, r := range routes {
		refused[i] = route{r.pattern, func(c *call) (any, error) { return nil, notOffered(group, status, c.r.Method) }}
	}
	return refused
}

// notOffered is the answer of a group that is not offered. A 403 names the scope that the
// key has not.
func notOffered(group runpod.Group, status int, method string) error {
	if status != http.StatusForbidden {
		return refuse(status, "This operation is not available.")
	}
	scope := map[runpod.Group]string{runpod.GroupBalance: "billing", runpod.GroupLimits: "account"}[group]
	if scope == "" {
		scope = string(group)
	}
	access := ":write"
	if method == http.MethodGet {
		access = ":read"
	}
	return refuse(status, "API key is missing the required scope: %s%s", scope, access)
}
