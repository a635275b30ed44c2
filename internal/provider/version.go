package provider

import "regexp"

// release is a version that registries may have.
var release = regexp.MustCompile(`^v?(\d+\.\d+)\.\d+`)

// Constraint is what a configuration requires of the provider's version to get this one or a compatible later one, such as
// "~> 0.1". It is empty for a build that no registry has.
func Constraint(version string) string {
	parts := release.FindStringSubmatch(version)
	if parts == nil {
		return ""
	}
	return "~> " + parts[1]
}
