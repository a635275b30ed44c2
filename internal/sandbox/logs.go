package sandbox

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// defaultTail is how many lines of the past a stream begins with.
const defaultTail = 100

// followTime is how often, by the machine's own clock, a stream that is open looks for
// something new.
const followTime = 50 * time.Millisecond

// eventStream is a log as it is read: what it has sent, and how it finds more.
type eventStream struct {
	lines  func(now time.Time) (lines []logLine, over bool)
	source runpod.LogSource // all when empty
	last   eventID          // of the last line that was read
}

// eventID distinguishes the lines of a log: by their time, and those of one moment by their
// number.
type eventID struct {
	at     time.Time
	number int64
}

func (id eventID) String() string {
	return fmt.Sprintf("%s/%012d", id.at.UTC().Format(time.RFC3339Nano), id.number)
}

func (id eventID) after(other eventID) bool {
	return cmp.Or(id.at.Compare(other.at), cmp.Compare(id.number, other.number)) > 0
}

// parseEventID takes a time alone as well, which Runpod's document has for an id: it stands
// for all lines of the moment.
func parseEventID(text string) (eventID, bool) {
	moment, number, numbered := strings.Cut(text, "/")
	id := eventID{number: math.MaxInt64}
	var err error
	if numbered {
		if id.number, err = strconv.ParseInt(number, 10, 64); err != nil {
			return id, false
		}
	}
	id.at, err = time.Parse(time.RFC3339Nano, moment)
	return id, err == nil
}

// event is one line of a log on its way out.
type event struct {
	id   eventID
	line logLine
}

// logEntry is the data of an event.
type logEntry struct {
	Time   string           `json:"ts"`
	Source runpod.LogSource `json:"source"`
	Line   string           `json:"line"`
}

// streamLogs opens a log where the call says: after the event that was seen last, else
// from a time on, else with that many lines of the past.
func streamLogs(c *call, lines func(now time.Time) ([]logLine, bool)) (any, error) {
	q, err := c.query(
		optional("source", oneOf(runpod.LogSourceContainer, runpod.LogSourceSystem)),
		optional("tail", integer().atLeast(0).atMost(5000)),
		optional("since", timestamp()),
	)
	if err != nil {
		return nil, err
	}
	s := &eventStream{lines: lines, source: runpod.LogSource(q.text("source"))}
	tail := int(q.integer("tail", defaultTail))
	switch seen := c.r.Header.Get("Last-Event-ID"); {
	case seen != "":
		var ok bool
		if s.last, ok = parseEventID(seen); !ok {
			return nil, badRequest("Last-Event-ID is not the id of an event")
		}
	case q.has("since"):
		s.last = eventID{at: parseTime(q.text("since")).Add(-1)}
	default:
		past := *s
		events, _ := past.next(c.now)
		if len(events) > tail { // what is before the tail counts as read
			s.last = events[len(events)-tail-1].id
		}
	}
	return s, nil
}

// next reads the lines that are new.
func (s *eventStream) next(now time.Time) (events []event, over bool) {
	lines, over := s.lines(now)
	var id eventID
	for _, line := range lines {
		if at := stamp(line.at); at.Equal(id.at) {
			id.number++
		} else {
			id = eventID{at: at, number: 1}
		}
		if !id.after(s.last) {
			continue
		}
		s.last = id
		if s.source == "" || s.source == line.source {
			events = append(events, event{id: id, line: line})
		}
	}
	return events, over
}

// follow sends a log for as long as there are a reader, a writer and a server.
func (a *Account) follow(w http.ResponseWriter, r *http.Request, s *eventStream) {
	ticker := time.NewTicker(followTime)
	defer ticker.Stop()
	for {
		events, over := a.read(s)
		if _, err := w.Write(frames(events)); err != nil || http.NewResponseController(w).Flush() != nil || over {
			return
		}
		select {
		case <-ticker.C:
		case <-r.Context().Done():
			return
		case <-a.closing:
			return
		}
	}
}

func (a *Account) read(s *eventStream) (events []event, over bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return s.next(a.now())
}

// frames puts events into the form of server-sent events.
func frames(events []event) []byte {
	var b bytes.Buffer
	for _, e := range events {
		data := bytes.TrimSpace(encode(logEntry{Time: e.id.at.Format(time.RFC3339Nano), Source: e.line.source, Line: e.line.text}))
		fmt.Fprintf(&b, "id: %s\ndata: %s\n\n", e.id, data)
	}
	return b.Bytes()
}
