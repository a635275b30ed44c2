// Package tfkit is the little that the provider's services share: how they are
// configured, how an API failure becomes a diagnostic, how a container is
// described, and how an estimate gets into a plan.
package tfkit
