package template_test

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/acctest"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestAccTemplateList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	plain := runpod.CreateTemplateRequest{Name: "plain"}
	plain.Image, plain.Disk = new("busybox:1"), new(int64(20))
	full := plain
	full.Name, full.Category, full.StartSSH, full.AllowedCUDAVersions = "full", new(runpod.TemplateCategory("CPU")), new(false), []string{"12.8"}
	full.Env, full.Entrypoint, full.Cmd, full.Ports = map[string]string{"PUBLIC_KEY": "mine"}, []string{"tini", "--"}, []string{"serve"}, []string{"8888/http"}
	full.Mounts = &runpod.TemplateMounts{Persistent: &runpod.PersistentMount{Size: 100, Path: "/data"}}
	serverless := plain
	serverless.Name, serverless.Serverless, serverless.Args = "worker", new(true), new("python -u handler.py")

	var ids []string
	for _, req := range []runpod.CreateTemplateRequest{plain, full, serverless} {
		template, err := env.Client().CreateTemplate(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, template.ID)
	}
	acctest.CheckList(t, env, "runpod_template", ids...)
	acctest.CheckGenerated(t, env, "runpod_template")
}
