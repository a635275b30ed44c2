// Package migrate rewrites configurations of the two older providers for the same
// service (runpod/runpod and decentralized-infrastructure/runpod) to this one. It
// knows HCL and what corresponds to what, and nothing of HTTP.
//
// Files are changed by small edits of their text, so that comments and formatting
// stay. What cannot be decided from the text is left as it is and listed.
package migrate
