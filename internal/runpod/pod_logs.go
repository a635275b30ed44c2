package runpod

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// LogSource is who wrote a log line.
type LogSource string

// The sources of a log.
const (
	LogSourceContainer LogSource = "container"
	LogSourceSystem    LogSource = "system"
)

// LogOptions chooses log lines. Zero fields are not sent.
type LogOptions struct {
	Source      LogSource
	Tail        *int64 // lines of the past, 0 to 5000; Runpod takes 100 when left out
	Since       time.Time
	LastEventID string // ID of the last event seen, to go on after it
}

// LogEvent is one server-sent event of a log.
type LogEvent struct {
	ID   string
	Type string // "message" when the event does not say
	Data string // lines joined by "\n"
}

// maxLogLine bounds one line of a log, so that a broken stream cannot eat all memory.
const maxLogLine = 1 << 20

// LogStream reads a log as it is written. It is not safe for concurrent use.
type LogStream struct {
	body   io.ReadCloser
	lines  *bufio.Scanner
	lastID string
}

func newLogStream(body io.ReadCloser) *LogStream {
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, maxLogLine)
	return &LogStream{body: body, lines: lines}
}

// Next returns the next event, waiting for it. It returns io.EOF when Runpod
// ends the stream.
func (s *LogStream) Next() (LogEvent, error) {
	event := LogEvent{Type: "message"}
	var data []string
	for s.lines.Scan() {
		line := s.lines.Text()
		if line == "" {
			if data == nil {
				event.Type = "message"
				continue
			}
			event.ID = s.lastID
			event.Data = strings.Join(data, "\n")
			return event, nil
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "data":
			data = append(data, value)
		case "event":
			event.Type = value
		case "id":
			s.lastID = value
		}
	}
	if err := s.lines.Err(); err != nil {
		return LogEvent{}, fmt.Errorf("read log: %w", err)
	}
	return LogEvent{}, io.EOF
}

// Close ends the stream.
func (s *LogStream) Close() error {
	return s.body.Close()
}

// LogBounds limit how much of a log is read, and for how long.
type LogBounds struct {
	Lines int           // how many lines are enough; no bound when 0
	Tail  int           // how many of the lines to return, the latest; all when 0
	First time.Duration // how long to wait for the first line
	Quiet time.Duration // how long to wait for another line
	Whole time.Duration // how long to read in all
}

// Collect reads what a log holds and closes it. Runpod keeps a log open for as long as something may still write to
// it, and does not say where the past ends: so it returns when the stream ends, when there are enough lines, when
// none has come for a while, or when the time is up. None of these is an error. The times are those of the machine:
// they are about the network.
func (s *LogStream) Collect(ctx context.Context, bounds LogBounds) ([]LogLine, error) {
	type result struct {
		event LogEvent
		err   error
	}
	reads, done := make(chan result), make(chan struct{})
	defer func() {
		close(done)
		_ = s.Close() // ends a read under way
	}()
	go func() {
		for {
			event, err := s.Next()
			select {
			case reads <- result{event, err}:
			case <-done:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	whole, quiet := time.NewTimer(bounds.Whole), time.NewTimer(bounds.First)
	defer whole.Stop()
	defer quiet.Stop()
	var lines []LogLine
	for read := 0; bounds.Lines == 0 || read < bounds.Lines; read++ {
		select {
		case r := <-reads:
			switch {
			case errors.Is(r.err, io.EOF):
				return lines, nil
			case r.err != nil:
				return lines, r.err
			}
			if bounds.Tail > 0 && len(lines) == bounds.Tail {
				lines = lines[1:] // append moves what is left once the room behind it is used up
			}
			lines = append(lines, r.event.Line())
			quiet.Reset(bounds.Quiet)
		case <-quiet.C:
			return lines, nil
		case <-whole.C:
			return lines, nil
		case <-ctx.Done():
			return lines, ctx.Err()
		}
	}
	return lines, nil
}

// LogLine is one line of a log.
type LogLine struct {
	At     time.Time // zero if Runpod does not return it
	Source LogSource // empty if Runpod does not return it
	Text   string
}

// Line is what an event says. Runpod sends a line as a JSON object of its time, source and text; older forms of the API
// send the text alone, and its time as the event's ID.
func (e LogEvent) Line() LogLine {
	var object struct {
		At     time.Time  `json:"ts"`
		Source *LogSource `json:"source"`
		Text   *string    `json:"line"`
	}
	if err := json.Unmarshal([]byte(e.Data), &object); err == nil && object.Source != nil && object.Text != nil {
		return LogLine{At: object.At, Source: *object.Source, Text: *object.Text}
	}
	at, _, _ := strings.Cut(e.ID, "/")
	written, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		written = time.Time{} // the ID is not a time
	}
	return LogLine{At: written, Text: e.Data}
}

func (c *Client) openLogs(ctx context.Context, path route, opts LogOptions) (*LogStream, error) {
	query := url.Values{}
	setString(query, "source", string(opts.Source))
	if opts.Tail != nil {
		query.Set("tail", strconv.FormatInt(*opts.Tail, 10))
	}
	setTime(query, "since", opts.Since)
	header := http.Header{}
	if opts.LastEventID != "" {
		header.Set("Last-Event-ID", opts.LastEventID)
	}
	body, err := c.stream(ctx, path, query, header)
	if err != nil {
		return nil, err
	}
	return newLogStream(body), nil
}
