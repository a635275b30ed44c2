package runpod

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
)

// The largest pages RunPod gives.
const (
	maxPage       = 1000
	maxBuildsPage = 100
)

type pagination struct {
	NextCursor  *string `json:"nextCursor"`
	HasNextPage bool    `json:"hasNextPage"`
}

type paginated struct {
	Pagination pagination `json:"pagination"`
}

func (p paginated) page() pagination { return p.Pagination }

type pager interface {
	page() pagination
}

type pagerOf[T any] interface {
	pager
	items() []T
}

// listAll reads a paged list to its end.
func listAll[P pagerOf[T], T any](ctx context.Context, c *Client, path route, query url.Values, limit int64) ([]T, error) {
	return eachPage(ctx, c, path, query, limit, func(p *P) []T { return (*p).items() })
}

// eachPage reads a paged list to its end. Only hasNextPage tells the end: a
// page can be short, even empty, because RunPod filters after cutting it.
func eachPage[P pager, T any](ctx context.Context, c *Client, path route, query url.Values, limit int64, items func(*P) []T) ([]T, error) {
	query = maps.Clone(query)
	if query == nil {
		query = url.Values{}
	}
	query.Set("limit", strconv.FormatInt(limit, 10))
	var all []T
	seen := map[string]bool{}
	for {
		p, err := call[P](ctx, c, http.MethodGet, path, query, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, items(p)...)
		next := (*p).page()
		if !next.HasNextPage {
			return all, nil
		}
		if next.NextCursor == nil || *next.NextCursor == "" || seen[*next.NextCursor] {
			return nil, fmt.Errorf("list %s: RunPod says there is a next page but gives no new cursor to it", path)
		}
		seen[*next.NextCursor] = true
		query.Set("cursor", *next.NextCursor)
	}
}
