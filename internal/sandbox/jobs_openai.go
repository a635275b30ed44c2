package sandbox

import (
	"cmp"
	"encoding/json"
	"net/http"
)

// inMemoryText is what the model of an account in memory answers.
const inMemoryText = "This account is in memory: nothing was generated."

// openAIRequest is what the sandbox reads of a request to the OpenAI-compatible API.
type openAIRequest struct {
	Model  string `json:"model"`
	Stream bool   `json:"stream"`
}

// openAIRoutes are those of the images that serve an OpenAI-compatible API on a queue. A request to one is a job whose caller
// waits, as that of runsync.
func (a *Account) openAIRoutes() []route {
	return []route{
		{"GET /endpoints/{id}/openai/v1/models", a.onQueue(a.openAI(func(_ *request, model string) map[string]any {
			return map[string]any{"object": "list", "data": []any{map[string]any{"id": model, "object": "model", "owned_by": "runpod"}}}
		}))},
		{"POST /endpoints/{id}/openai/v1/chat/completions", a.onQueue(a.openAI(func(r *request, model string) map[string]any {
			return completion(r, model, "chat.completion", map[string]any{"message": map[string]any{"role": "assistant", "content": inMemoryText}})
		}))},
		{"POST /endpoints/{id}/openai/v1/completions", a.onQueue(a.openAI(func(r *request, model string) map[string]any {
			return completion(r, model, "text_completion", map[string]any{"text": inMemoryText})
		}))},
	}
}

// completion is the answer with one choice. No tokens were read or written.
func completion(r *request, model, object string, choice map[string]any) map[string]any {
	choice["index"], choice["finish_reason"] = 0, "stop"
	return map[string]any{
		"id": r.job.id, "object": object, "created": r.ended.Unix(), "model": model, "choices": []any{choice},
		"usage": map[string]any{"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
	}
}

// openAI makes an operation of what a request is answered with once a worker has executed it.
func (a *Account) openAI(answer func(r *request, model string) map[string]any) func(*call, *endpoint) (any, error) {
	return func(c *call, e *endpoint) (any, error) {
		var asked openAIRequest
		if len(c.body) > 0 {
			if err := json.Unmarshal(c.body, &asked); err != nil {
				return nil, badRequest("request body is not valid JSON: %v", err)
			}
		}
		if asked.Stream {
			return nil, badRequest("stream is true: the workers of this account in memory answer in one piece")
		}
		execution, fails, err := a.asked(c.body)
		if err != nil {
			return nil, err
		}
		model := cmp.Or(asked.Model, e.wire.Env["OPENAI_SERVED_MODEL_NAME_OVERRIDE"], e.wire.Env["MODEL_NAME"], e.wire.Image)
		j := &job{id: "sync-" + a.newJobID(), fails: fails, kept: syncResultTime, shows: func(r *request) map[string]any { return answer(r, model) }}
		return &laterAnswer{request: a.submit(e, c.now, j, execution), endpoint: e, until: c.now.Add(syncWait)}, nil
	}
}

// openAIAnswer is the answer to who waited for one. Runpod does not document what comes of a request that takes too long.
func openAIAnswer(r *request) (any, error) {
	switch r.status {
	case jobCompleted:
		return r.job.shows(r), nil
	case jobFailed:
		return nil, refuse(http.StatusInternalServerError, "%s", r.job.fails)
	}
	return nil, refuse(statusTimeout, "The request is %s after %v.", r.status, syncWait)
}
