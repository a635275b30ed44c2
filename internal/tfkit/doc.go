// Package tfkit is the little that is missing in the framework: how an API failure
// becomes a diagnostic, how an answer becomes a state, conversions, validators,
// identities, lists and look-ups.
package tfkit
