package runpod

import (
	"bufio"
	"context"
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
	Tail        *int64 // lines of the past, 0 to 5000; RunPod takes 100 when left out
	Since       time.Time
	LastEventID string // id of the last event seen, to go on after it
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

// Next returns the next event, waiting for it. It returns io.EOF when RunPod
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
