package runpod

import (
	"context"
	"fmt"
	"maps"
	"net/url"
)

// The largest pages Runpod gives.
const (
	maxPage       = 1000
	maxBuildsPage = 100
	anyPage       = 0 // no limit is asked for
)

// maxPages is more than any account has, even with short pages.
const maxPages = 2000

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

// list reads a list to its end. It may be paged where the document says nothing of pages. Only
// hasNextPage tells the end: a page can be short, even empty, because Runpod filters after
// cutting it.
func list[P pager, T any](ctx context.Context, c *Client, path route, query url.Values, limit int64, items func(*P) []T) ([]T, error) {
	query = maps.Clone(query)
	if query == nil {
		query = url.Values{}
	}
	setInt(query, "limit", limit)
	all := []T{}
	seen := map[string]bool{}
	for range maxPages {
		page, err := listPage(ctx, c, path, query, items)
		if err != nil {
			return nil, err
		}
		all = append(all, items(page)...)
		next := (*page).page()
		if !next.HasNextPage {
			return all, nil
		}
		if next.NextCursor == nil || *next.NextCursor == "" || seen[*next.NextCursor] {
			return nil, fmt.Errorf("GET %s: Runpod reports a next page but returns no new cursor for it", path)
		}
		seen[*next.NextCursor] = true
		query.Set("cursor", *next.NextCursor)
	}
	return nil, fmt.Errorf("GET %s: the list does not end: Runpod reports more after %d pages", path, maxPages)
}
