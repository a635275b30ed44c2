// Package runpod is a client for Runpod's REST API v2. It knows HTTP and JSON
// and nothing of Terraform's schemas.
//
// # Shapes
//
// In a request, a nil pointer, slice or map is left out, which leaves the
// setting as it is (or at Runpod's default); an empty slice or map that is not
// nil is sent as empty, which clears the setting. [Nullable] is for the few
// fields that take an explicit null.
//
// In an answer, what may be null or missing is a pointer. Money is a
// [json.Number], US dollars as Runpod wrote them, so that an exact decimal can
// be made of it. Unknown fields are ignored.
//
// # Errors
//
// A refusal by Runpod is an [*Error]. A write whose effect is unknown, because
// its answer was lost, is an [*AmbiguousError] that wraps the cause: such a
// call is never repeated by the client.
package runpod
