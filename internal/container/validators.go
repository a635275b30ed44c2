package container

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// port accepts 8888/http and 22/tcp.
func port() validator.String {
	return tfkit.StringRule("port number and protocol, such as 8888/http or 22/tcp", func(value string) (string, string) {
		number, protocol, found := strings.Cut(value, "/")
		port, err := strconv.Atoi(number)
		if !found || err != nil || port < 1 || port > 65535 || number != strconv.Itoa(port) || (protocol != "http" && protocol != "tcp") {
			return "Invalid port", fmt.Sprintf("%q is not a port. Write a number from 1 to 65535, a slash, and http or tcp, such as \"8888/http\" or \"22/tcp\".", value)
		}
		return "", ""
	})
}

var envNamePattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.\-]*$`)

// envName accepts the name of an environment variable.
func envName() validator.String {
	return tfkit.StringRule("name of an environment variable", func(value string) (string, string) {
		if !envNamePattern.MatchString(value) {
			return "Invalid environment variable name", fmt.Sprintf("%q is not a valid name. Start with a letter or an underscore, followed by letters, digits, underscores, dots or dashes.", value)
		}
		return "", ""
	})
}

// absolutePath accepts where a volume can be mounted.
func absolutePath() validator.String {
	return tfkit.StringRule("an absolute path, such as /workspace", func(value string) (string, string) {
		if !strings.HasPrefix(value, "/") || strings.TrimRight(value, "/") == "" || strings.ContainsAny(value, " \t\n") {
			return "Invalid mount path", fmt.Sprintf("%q is not a valid mount path. Write an absolute path below the root, such as \"/workspace\".", value)
		}
		return "", ""
	})
}

// imageReference accepts an image reference: something, and no white space.
func imageReference() validator.String {
	return tfkit.StringRule("a container image reference", func(value string) (string, string) {
		switch {
		case strings.TrimSpace(value) == "":
			return "Missing image", "The image is empty. Write an image reference such as \"ghcr.io/acme/app:1.0\"."
		case strings.ContainsAny(value, " \t\n"):
			return "Invalid image", fmt.Sprintf("%q contains white space. Write an image reference such as \"ghcr.io/acme/app:1.0\".", value)
		case strings.Contains(value, "://"):
			return "Invalid image", fmt.Sprintf("%q is a URL. Write the image reference without a scheme, such as %q.", value, value[strings.Index(value, "://")+3:])
		}
		return "", ""
	})
}
