// Package legacy takes over from the other providers for the same service
// (runpod/runpod 1.x and 2.0, and decentralized-infrastructure/runpod): their states, when
// Terraform upgrades or moves them, and their configurations, which the subcommand
// migrate rewrites.
//
// What becomes of each of their attributes occurs once, in the tables (table*.go).
// The state side (state*.go) and the configuration side (hcl_*.go) both read them.
// Configurations are changed by small edits of their text, so that comments and
// formatting stay. What cannot be decided from the text is left as it is and listed.
package legacy
