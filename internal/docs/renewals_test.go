package docs_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/service/networkvolume"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/registryauth"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/secret"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/sshkey"
	"github.com/runpod-iac/terraform-provider-runpod/internal/service/template"
)

// TestPagesSayHowToRenew holds the pages against what warnings and errors say of the
// replacement of what is in use.
func TestPagesSayHowToRenew(t *testing.T) {
	t.Parallel()
	for page, renewal := range map[string]string{
		"container_registry_auth": registryauth.Kind.Renewal,
		"network_volume":          networkvolume.Kind.Renewal,
		"secret":                  secret.Kind.Renewal,
		"ssh_key":                 sshkey.Kind.Renewal,
		"template":                template.Kind.Renewal,
	} {
		if text := read(t, "templates/resources/"+page+".md.tmpl"); renewal == "" || !strings.Contains(text, renewal) {
			t.Errorf("%s: nothing of %q", page, renewal)
		}
	}
}
