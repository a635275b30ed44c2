package runpod

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// hangFirst is a transport whose first attempt hangs, before the answer or
// within it, and whose later ones answer with a pod.
func hangFirst(tries *int, within bool) http.RoundTripper {
	return roundTripFunc(func(req *http.Request) (*http.Response, error) {
		*tries++
		resp := respond(req, 200, podJSON)
		if *tries > 1 {
			return resp, nil
		}
		if !within {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}
		reader, writer := io.Pipe()
		context.AfterFunc(req.Context(), func() { _ = writer.CloseWithError(req.Context().Err()) })
		resp.Body = reader
		return resp, nil
	})
}

func TestHungAttempt(t *testing.T) {
	t.Parallel()
	for _, within := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) { testHungAttempt(t, within) })
	}
}

func testHungAttempt(t *testing.T, within bool) {
	tries := 0
	c := mustNew(t, Config{APIKey: testKey, MaxRetries: 4, RequestTimeout: time.Minute, Transport: hangFirst(&tries, within)})
	for _, call := range calls() {
		if call.name == "PUT" || call.name == "DELETE" && within {
			continue // its answer is not a pod, or is not read
		}
		tries = 0
		err := call.call(t.Context(), c)
		if call.repeat && (err != nil || tries != 2) {
			t.Errorf("%s: %d tries, %v", call.name, tries, err)
		}
		if !call.repeat && (!isAmbiguous(err) || tries != 1 || !strings.Contains(err.Error(), "no response within 1m0s")) {
			t.Errorf("%s: %d tries, %v", call.name, tries, err)
		}
		if errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: the attempt's timeout passes for the caller's deadline: %v", call.name, err)
		}
	}
}

// The timeout bounds the wait for a log, not the time it is read.
func TestHungLog(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		var answered context.Context
		c := mustNew(t, Config{APIKey: testKey, MaxRetries: 4, RequestTimeout: time.Minute, Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
			tries++
			if tries == 1 {
				<-req.Context().Done()
				return nil, req.Context().Err()
			}
			answered = req.Context() //nolint:fatcontext // looked at after the request, not derived from
			resp := respond(req, 200, "")
			reader, writer := io.Pipe()
			resp.Body = reader
			time.AfterFunc(time.Hour, func() { _, _ = io.WriteString(writer, "data: late\n\n") })
			return resp, nil
		})})
		stream, err := c.GetPodLogs(t.Context(), "p1", LogOptions{})
		if err != nil || tries != 2 {
			t.Fatalf("%d tries, %v", tries, err)
		}
		if event, err := stream.Next(); err != nil || event.Data != "late" {
			t.Errorf("got %v, %v", event, err)
		}
		if answered.Err() != nil {
			t.Error("the request ended before the log was closed")
		}
		if err := stream.Close(); err != nil {
			t.Error(err)
		}
		if answered.Err() == nil {
			t.Error("closing the log does not end the request")
		}
		if _, err := stream.Next(); err == nil {
			t.Error("a closed stream goes on")
		}
	})
}
