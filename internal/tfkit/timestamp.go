package tfkit

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Timestamp accepts an RFC 3339 time.
func Timestamp() validator.String {
	return StringRule("an RFC 3339 time, such as 2026-11-01T00:00:00Z", func(value string) (string, string) {
		if _, err := time.Parse(time.RFC3339, value); err != nil {
			return "Invalid time", fmt.Sprintf("%q is not an RFC 3339 time. Write one such as \"2026-11-01T00:00:00Z\".", value)
		}
		return "", ""
	})
}

// Instant reads a time that [Timestamp] has seen; zero where there is none yet.
func Instant(v types.String) time.Time {
	t, err := time.Parse(time.RFC3339, v.ValueString())
	if err != nil {
		return time.Time{}
	}
	return t
}
