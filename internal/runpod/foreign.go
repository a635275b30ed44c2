package runpod

import (
	"encoding/json"
	"net/http"
)

// isForeign reports whether somebody other than Runpod's API refused a request: a
// proxy, a login page, the edge. Its own refusals are JSON with a title or a detail,
// and name the status that they come with.
func isForeign(status int, body []byte) bool {
	var problem struct {
		Title  any  `json:"title"`
		Detail any  `json:"detail"`
		Status *int `json:"status"`
	}
	if json.Unmarshal(body, &problem) != nil || (problem.Status != nil && *problem.Status != status) {
		return true
	}
	title, _ := problem.Title.(string)
	detail, _ := problem.Detail.(string)
	return title == "" && detail == ""
}

// leavesOpen reports whether Runpod may have acted on a request that was refused so.
// Its own words of a 4xx say that it has not, and so does whoever limits the rate and
// names the time to come back. Anybody else may stand behind Runpod's API as well as
// before it.
func leavesOpen(resp *http.Response, refusal *Error) bool {
	switch {
	case resp.StatusCode == http.StatusRequestTimeout:
		return true
	case resp.StatusCode == http.StatusTooManyRequests && (resp.Header.Get(rateLimitHeader) != "" || resp.Header.Get(retryAfterHeader) != ""):
		return false
	case refusal.Foreign || resp.StatusCode < 400:
		return true
	}
	return serverFault(resp.StatusCode)
}
