package tfkit

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Timeouts is the block `timeouts` of a resource. A time that is over before it
// begins would end a create that Runpod has carried out.
func Timeouts(ctx context.Context, opts timeouts.Opts) schema.Block {
	block := timeouts.Block(ctx, opts).(schema.SingleNestedBlock)
	for name, attribute := range block.Attributes {
		text := attribute.(schema.StringAttribute)
		text.Validators = []validator.String{Duration("Invalid timeout")}
		block.Attributes[name] = text
	}
	return block
}

// TimeoutText describes a timeout by what it limits and by its default, in whole minutes.
func TimeoutText(what string, byDefault time.Duration) string {
	return fmt.Sprintf("%s. Default: `%dm`.", what, byDefault/time.Minute)
}

// Duration accepts what a time limit can be; problem is the summary of the error.
func Duration(problem string) validator.String {
	return stringRule{description: "a positive duration, such as 20m", wantsText: true, check: func(value string) (string, string) {
		if _, remedy := PositiveDuration(value); remedy != "" {
			return problem, remedy
		}
		return "", ""
	}}
}

// PositiveDuration reads a time limit, or says what to write in its place.
func PositiveDuration(value string) (d time.Duration, remedy string) {
	d, err := time.ParseDuration(value)
	if err != nil || d <= 0 {
		return 0, fmt.Sprintf("%q is not a positive duration. Write one such as \"90s\", \"20m\" or \"1h\", or leave it out for the default.", value)
	}
	return d, ""
}
