package service

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// How much of a log is read, and for how long. Runpod keeps the log of whatever runs open.
const (
	defaultTail = 100
	maxTail     = 5000
	firstLine   = 5 * time.Second
	quietTime   = time.Second
	wholeTime   = 30 * time.Second
)

// LogText is what the descriptions of the data sources of logs share.
const LogText = "Reading ends after `tail` lines, or when none arrives for a second; the provider never follows a log. Logs are stored in state and may contain secrets."

// Log is what the data sources of logs share.
type Log struct {
	Source types.String `tfsdk:"source"`
	Tail   types.Int64  `tfsdk:"tail"`
	Since  types.String `tfsdk:"since"`
	Lines  []LogLine    `tfsdk:"lines"`
	Text   types.String `tfsdk:"text"`
}

// LogLine is one line of a log.
type LogLine struct {
	Timestamp types.String `tfsdk:"timestamp"`
	Source    types.String `tfsdk:"source"`
	Text      types.String `tfsdk:"text"`
}

// LogAttributes describes a [Log].
func LogAttributes() map[string]schema.Attribute {
	lines := tfkit.ComputedObjects("The lines, oldest first. Show them with `nonsensitive`.", map[string]schema.Attribute{
		"timestamp": tfkit.ComputedString("When the line was written, RFC 3339."),
		"source":    tfkit.ComputedString("`container` or `system`."),
		"text":      tfkit.ComputedString("The line."),
	})
	text := tfkit.ComputedString("The text of all lines, with a line break after each.")
	lines.Sensitive, text.Sensitive = true, true
	return map[string]schema.Attribute{
		"source": schema.StringAttribute{
			Optional: true, MarkdownDescription: "Return only lines of the `container` or of the `system` (Runpod's messages). Default: both.",
			Validators: []validator.String{stringvalidator.OneOf(string(runpod.LogSourceContainer), string(runpod.LogSourceSystem))},
		},
		"tail": schema.Int64Attribute{
			CustomType: tfkit.WholeNumber{}, Optional: true, MarkdownDescription: "Maximum number of lines, 1 to 5000. The latest are kept. Default: `100`.",
			Validators: []validator.Int64{int64validator.Between(1, maxTail)},
		},
		"since": schema.StringAttribute{
			Optional: true, MarkdownDescription: "Return only lines since this time, RFC 3339.", Validators: []validator.String{tfkit.Timestamp()},
		},
		"lines": lines,
		"text":  text,
	}
}

func (l *Log) tail() int {
	if l.Tail.IsNull() {
		return defaultTail
	}
	return int(l.Tail.ValueInt64())
}

// options asks Runpod for the lines that are wanted.
func (l *Log) options() runpod.LogOptions {
	return runpod.LogOptions{Source: runpod.LogSource(l.Source.ValueString()), Tail: new(int64(l.tail())), Since: tfkit.Instant(l.Since)}
}

// OpenLog opens a log.
type OpenLog func(context.Context, runpod.LogOptions) (*runpod.LogStream, error)

// Read takes over what a log holds now, and closes it. Opening counts toward the whole time: a log that Runpod does not open by
// then has no lines. Since a time, Runpod sends the oldest lines first and may ignore `tail`, so all are read and the latest kept.
func (l *Log) Read(ctx context.Context, open OpenLog) error {
	whole, cancel := context.WithTimeout(ctx, wholeTime)
	defer cancel()
	lines, err := l.collect(whole, open)
	timeUp := whole.Err() != nil && ctx.Err() == nil
	if _, answered := errors.AsType[*runpod.Error](err); err != nil && (answered || !timeUp) {
		return err
	}
	l.show(lines)
	return nil
}

func (l *Log) collect(ctx context.Context, open OpenLog) ([]runpod.LogLine, error) {
	stream, err := open(runpod.Once(ctx), l.options())
	if err != nil {
		return nil, err
	}
	bounds := runpod.LogBounds{Lines: l.tail(), Tail: l.tail(), First: firstLine, Quiet: quietTime, Whole: wholeTime}
	if tfkit.Declared(l.Since) {
		bounds.Lines = 0
	}
	return stream.Collect(ctx, bounds)
}

func (l *Log) show(lines []runpod.LogLine) {
	l.Lines = make([]LogLine, 0, len(lines))
	var text strings.Builder
	for _, line := range lines {
		l.Lines = append(l.Lines, LogLine{Timestamp: logTime(line.At), Source: tfkit.StringOrNull(string(line.Source)), Text: types.StringValue(line.Text)})
		text.WriteString(line.Text + "\n")
	}
	l.Text = types.StringValue(text.String())
}

func logTime(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(time.RFC3339Nano))
}
