package acctest_test

import (
	"strings"
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// renewal is an object of a kind that Runpod keeps while it is used, or has once
// under a name; %LIFECYCLE% is where its lifecycle goes.
const (
	beforeDestroy = "lifecycle {\n    create_before_destroy = true\n  }"

	renewedCredential = `
variable "named" { default = "acme" }
variable "token" { default = "one" }

resource "runpod_container_registry_auth" "test" {
  name     = var.named
  username = "bot"
  password = var.token
  timeouts {
    delete = "1s"
  }
  %LIFECYCLE%
}

resource "runpod_pod" "user" {
  name                       = "user"
  image                      = "ghcr.io/acme/app:1"
  cpu                        = { flavor_id = "cpu3c", vcpu_count = 2 }
  container_registry_auth_id = runpod_container_registry_auth.test.id
  wait_until                 = "CREATED"
}
`
	renewedTemplate = `
resource "runpod_template" "test" {
  name  = "acme"
  image = "busybox:1"
  timeouts {
    delete = "1s"
  }
  %LIFECYCLE%
}

resource "runpod_pod" "user" {
  name        = "user"
  cpu         = { flavor_id = "cpu3c", vcpu_count = 2 }
  template_id = runpod_template.test.id
  wait_until  = "CREATED"
}
`
	renewedSecret = `
variable "named" { default = "acme" }

resource "runpod_secret" "test" {
  name  = var.named
  value = "hush"
  %LIFECYCLE%
}

resource "runpod_pod" "user" {
  name       = "user"
  image      = "busybox:1"
  cpu        = { flavor_id = "cpu3c", vcpu_count = 2 }
  env        = { TOKEN = runpod_secret.test.reference }
  wait_until = "CREATED"
}
`
	renewedVolume = `
variable "place" { default = "EU-RO-1" }

resource "runpod_network_volume" "test" {
  name           = "acme"
  size_gb        = 20
  data_center_id = var.place
  timeouts {
    delete = "1s"
  }
}

resource "runpod_pod" "user" {
  name           = "user"
  image          = "busybox:1"
  cpu            = { flavor_id = "cpu3c", vcpu_count = 2 }
  network_volume = { id = runpod_network_volume.test.id }
  wait_until     = "CREATED"
}
`
)

// renew writes a configuration with a lifecycle.
func renew(w *acctest.Workdir, config, lifecycle string) {
	w.Write(strings.ReplaceAll(config, "%LIFECYCLE%", lifecycle))
}

// says fails the test unless a text has all of these in it, wherever lines break.
func says(t *testing.T, text string, wants ...string) {
	t.Helper()
	text = strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)), " ")
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("nothing of %q in:\n%s", want, text)
		}
	}
}

// renewed applies, sees an empty second plan, and destroys.
func renewed(w *acctest.Workdir, args ...string) {
	w.Run(append([]string{"apply", "-auto-approve"}, args...)...)
	w.Run("plan", "-detailed-exitcode")
	w.Run("destroy", "-auto-approve")
}

const credentialRemedy = "change its `name` as well (names are unique) and set `lifecycle { create_before_destroy = true }`"

func TestAccRenewedCredential(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, atOnce)
	w := env.Workdir("")
	renew(w, renewedCredential, "")
	w.Run("apply", "-auto-approve")
	user := env.Account.Pods()[0].ID
	w.SetVariable("token", "two")
	says(t, w.Run("plan"), "Warning: Cannot be replaced while it is in use: acme", `is used by pod "user" (`+user+`)`, credentialRemedy)
	says(t, w.Fails("apply", "-auto-approve"), "Runpod's last response to the delete", credentialRemedy, "raise `timeouts.delete` (now 1s)")
	renew(w, renewedCredential, beforeDestroy)
	says(t, w.Fails("apply", "-auto-approve"), "already has this name", credentialRemedy)
	w.SetVariable("named", "acme-2")
	if out := w.Run("plan"); strings.Contains(out, "Cannot be replaced") {
		t.Errorf("the remedy is warned of:\n%s", out)
	}
	renewed(w)
	if left := env.Account.Contents(); left != nil {
		t.Errorf("left: %s", strings.Join(left, ", "))
	}
}

// TestAccUnusedCredential is replaced without a word.
func TestAccUnusedCredential(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, atOnce)
	w := env.Workdir("")
	alone, _, _ := strings.Cut(renewedCredential, "resource \"runpod_pod\"")
	renew(w, alone, "")
	w.Run("apply", "-auto-approve")
	w.SetVariable("token", "two")
	if out := w.Run("plan"); strings.Contains(out, "Warning: Cannot be replaced") {
		t.Errorf("nothing uses it:\n%s", out)
	}
	renewed(w)
}

func TestAccRenewedTemplate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, atOnce)
	w := env.Workdir("")
	renew(w, renewedTemplate, "")
	w.Run("apply", "-auto-approve")
	says(t, w.Fails("apply", "-auto-approve", "-replace=runpod_template.test"), "To replace a template that is in use, set `lifecycle { create_before_destroy = true }`")
	renew(w, renewedTemplate, beforeDestroy)
	renewed(w, "-replace=runpod_template.test")
}

func TestAccRenewedSecret(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, atOnce)
	w := env.Workdir("")
	renew(w, renewedSecret, beforeDestroy)
	w.Run("apply", "-auto-approve")
	says(t, w.Fails("apply", "-auto-approve", "-replace=runpod_secret.test"), "already has this name", "To replace a secret with `lifecycle { create_before_destroy = true }`, change its `name` as well")
	w.SetVariable("named", "acme_2")
	renewed(w)
}

func TestAccRenewedSSHKey(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, atOnce)
	config := "resource \"runpod_ssh_key\" \"test\" {\n  public_key = \"" + publicKey(1) + "\"\n  %LIFECYCLE%\n}\n"
	w := env.Workdir("")
	renew(w, config, beforeDestroy)
	w.Run("apply", "-auto-approve")
	says(t, w.Fails("apply", "-auto-approve", "-replace=runpod_ssh_key.test"), "already exists on the account", "Do not set `create_before_destroy` on a replacement with the same key")
	renew(w, config, "")
	renewed(w, "-replace=runpod_ssh_key.test")
}

func TestAccRenewedVolume(t *testing.T) {
	t.Parallel()
	env := acctest.New(t, atOnce)
	w := env.Workdir(renewedVolume)
	w.Run("apply", "-auto-approve")
	user, volume := env.Account.Pods()[0].ID, env.Account.NetworkVolumes()[0].ID
	w.SetVariable("place", "US-KS-2")
	remedy := "To replace the volume, delete every pod that mounts it in the same apply"
	says(t, w.Run("plan"), `this one is mounted by pod "user" (`+user+`)`, remedy)
	request := runpod.CreatePodRequest{Name: "elsewhere", CPU: &runpod.CreateCPUConfig{ID: "cpu3c", VCPUCount: 2}}
	request.Image, request.Disk = new("busybox:1"), new(int64(10))
	request.Mounts = &runpod.Mounts{Network: []runpod.NetworkMount{{VolumeID: volume, Path: "/data"}}}
	elsewhere, err := env.Client().CreatePod(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	says(t, w.Run("plan"), `pod "elsewhere" (`+elsewhere.ID+`)`)
	says(t, w.Fails("apply", "-auto-approve"), "You must remove this network volume from all pods", remedy)
	env.Account.RemovePod(elsewhere.ID)
	renewed(w)
}

// TestSecondOfAName: a kind of which Runpod has one under a name says, when it refuses
// another, how to replace the first.
func TestSecondOfAName(t *testing.T) {
	t.Parallel()
	refused := 0
	for _, object := range creatables() {
		env := acctest.New(t)
		server := env.Server(nil)
		if err := server.Apply(t.Context(), &acctest.Instance{Type: object.resource}, object.config(1)); err != nil {
			t.Fatal(err)
		}
		err := server.Apply(t.Context(), &acctest.Instance{Type: object.resource}, object.config(1))
		if err == nil {
			continue
		}
		refused++
		says(t, err.Error(), "Import it by", "create_before_destroy")
	}
	if refused < 3 {
		t.Errorf("only %d kinds are refused twice under a name", refused)
	}
}
