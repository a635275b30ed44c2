package runpod

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

func setString(query url.Values, key, v string) {
	if v != "" {
		query.Set(key, v)
	}
}

func setInt(query url.Values, key string, v int64) {
	if v != 0 {
		query.Set(key, strconv.FormatInt(v, 10))
	}
}

func setTime(query url.Values, key string, v time.Time) {
	if !v.IsZero() {
		query.Set(key, v.UTC().Format(time.RFC3339Nano))
	}
}

// setList writes a list as Runpod reads it: one parameter, commas between.
func setList[S ~string](query url.Values, key string, list []S) {
	if len(list) == 0 {
		return
	}
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = string(v)
	}
	query.Set(key, strings.Join(words, ","))
}
