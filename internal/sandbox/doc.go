// Package sandbox is a Runpod account in memory that speaks REST API v2 over
// HTTP. It is as strict as Runpod: it refuses what Runpod refuses, in Runpod's
// words, and has its quirks, so that what works here has a chance to work
// there. Nothing in it costs money.
//
// Time comes from a clock that can be put in; what a pod's status is follows
// from timestamps when somebody looks. Only the streams of logs look by themselves.
package sandbox
