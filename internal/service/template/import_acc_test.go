package template_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// TestImportOfForeignTemplate: Runpod shows public templates to everybody, and lets only
// their owner change them. A public one of the account's own is imported as any other.
func TestImportOfForeignTemplate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const foreign = "runpod-torch-v280"
	own := env.Account.AddTemplate(runpod.Template{
		Name: "shared", Public: true, Container: runpod.Container{Image: "acme/app:1", Disk: 10},
	})
	if _, err := env.Server(nil).Import(t.Context(), "runpod_template", own); err != nil {
		t.Errorf("the account's own: %v", err)
	}
	_, err := env.Server(nil).Import(t.Context(), "runpod_template", foreign)
	if err == nil || !strings.Contains(err.Error(), "is not the account's own") || !strings.Contains(err.Error(), `template_id = "`+foreign+`"`) {
		t.Errorf("somebody else's: %v", err)
	}
}
