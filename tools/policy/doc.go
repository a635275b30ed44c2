// Package policy tests the policy in examples/ci/opa with Open Policy Agent itself, which is a module of its own so that
// the provider does not depend on it.
package policy
