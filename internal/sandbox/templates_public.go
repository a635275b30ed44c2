package sandbox

import (
	"cmp"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// templateSource says who stands behind a public template.
type templateSource string

const (
	sourceOfficial  templateSource = "official"
	sourceVerified  templateSource = "verified"
	sourceCommunity templateSource = "community"
)

// listPublicTemplates lists the public templates of a source. What the account
// has made public is among those of the community.
func (a *Account) listPublicTemplates(c *call) (any, error) {
	q, err := c.query(optional("source", oneOf(sourceOfficial, sourceVerified, sourceCommunity)))
	if err != nil {
		return nil, err
	}
	source := cmp.Or(templateSource(q.text("source")), sourceOfficial)
	templates := []runpod.Template{}
	for _, p := range publicTemplates() {
		if p.source == source {
			templates = append(templates, p.template())
		}
	}
	for _, t := range a.templates.all() {
		if t.Public && source == sourceCommunity {
			templates = append(templates, *t)
		}
	}
	return map[string]any{"templates": templates}, nil
}

// publicTemplate finds a template that every account may use, or returns nil.
func publicTemplate(id string) *runpod.Template {
	for _, p := range publicTemplates() {
		if p.id == id {
			t := p.template()
			return &t
		}
	}
	return nil
}

// shelfTemplate is a public template in short.
type shelfTemplate struct {
	source          templateSource
	id, name, image string
	category        runpod.TemplateCategory
	serverless      bool
	disk            int64             // GB
	volume          int64             // GB of volume disk in /workspace; 0 for none
	ports           []string          // 8888/http and 22/tcp when nil, on pods
	env             map[string]string // none when nil
	cuda            []string
}

// publicTemplates are made up after Runpod's.
func publicTemplates() []shelfTemplate {
	const (
		cpu    = runpod.TemplateCategoryCPU
		nvidia = runpod.TemplateCategoryNVIDIA
		amd    = runpod.TemplateCategoryAMD
	)
	return []shelfTemplate{
		{source: sourceOfficial, id: "runpod-torch-v280", name: "Runpod Pytorch 2.8.0", image: "runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404",
			category: nvidia, disk: 20, volume: 20, cuda: []string{"12.8", "12.9"}},
		{source: sourceOfficial, id: "runpod-torch-v240", name: "Runpod Pytorch 2.4.0", image: "runpod/pytorch:2.4.0-py3.11-cuda12.4.1-devel-ubuntu22.04",
			category: nvidia, disk: 20, volume: 20},
		{source: sourceOfficial, id: "runpod-torch-v220", name: "Runpod Pytorch 2.2.0", image: "runpod/pytorch:2.2.0-py3.10-cuda12.1.1-devel-ubuntu22.04",
			category: nvidia, disk: 20, volume: 20},
		{source: sourceOfficial, id: "runpod-torch-v21", name: "Runpod Pytorch 2.1", image: "runpod/pytorch:2.1.0-py3.10-cuda11.8.0-devel-ubuntu22.04",
			category: nvidia, disk: 20, volume: 20},
		{source: sourceOfficial, id: "runpod-torch-rocm", name: "Runpod Pytorch 2.4.0 ROCm 6.1", image: "runpod/pytorch:2.4.0-py3.10-rocm6.1.0-ubuntu22.04",
			category: amd, disk: 40, volume: 20},
		{source: sourceOfficial, id: "runpod-ubuntu-2404", name: "Runpod Ubuntu 24.04", image: "runpod/base:1.0.2-ubuntu2404",
			category: cpu, disk: 20},
		{source: sourceOfficial, id: "runpod-ubuntu-2204", name: "Runpod Ubuntu 22.04", image: "runpod/base:1.0.2-ubuntu2204",
			category: cpu, disk: 20},
		{source: sourceOfficial, id: "runpod-desktop", name: "Runpod Desktop", image: "runpod/kasm-docker:cuda11",
			category: nvidia, disk: 30, volume: 20, ports: []string{"6901/http", "22/tcp"}, env: map[string]string{"VNC_PW": "password"}},
		{source: sourceOfficial, id: "runpod-vscode", name: "Runpod VS Code Server", image: "runpod/vscode-server:0.0.0",
			category: cpu, disk: 20, ports: []string{"8080/http", "22/tcp"}},
		{source: sourceOfficial, id: "runpod-stable-diffusion", name: "Runpod Stable Diffusion", image: "runpod/stable-diffusion:web-ui-10.2.1",
			category: nvidia, disk: 10, volume: 50, ports: []string{"3001/http", "8888/http", "22/tcp"}, env: map[string]string{"JUPYTER_PASSWORD": "Jup1t3R!"}},
		{source: sourceOfficial, id: "runpod-worker-vllm", name: "Serverless vLLM", image: "runpod/worker-v1-vllm:v2.7.0stable-cuda12.1.0",
			category: nvidia, serverless: true, disk: 30, ports: []string{}, env: map[string]string{"MODEL_NAME": "facebook/opt-125m"}},
		{source: sourceOfficial, id: "runpod-worker-whisper", name: "Serverless Faster Whisper", image: "runpod/ai-api-faster-whisper:1.0.10",
			category: nvidia, serverless: true, disk: 20, ports: []string{}},
		{source: sourceVerified, id: "cw3nka7d08", name: "ComfyUI", image: "runpod/comfyui:latest",
			category: nvidia, disk: 40, volume: 60, ports: []string{"8188/http", "8888/http", "22/tcp"}},
		{source: sourceVerified, id: "y5cejece4j", name: "Axolotl", image: "axolotlai/axolotl-cloud:main-latest",
			category: nvidia, disk: 40, volume: 100},
		{source: sourceCommunity, id: "ya6013lj5a", name: "Ollama with Open WebUI", image: "ghcr.io/open-webui/open-webui:ollama",
			category: nvidia, disk: 30, volume: 50, ports: []string{"8080/http"}},
	}
}

func (s shelfTemplate) template() runpod.Template {
	t := newTemplate()
	t.ID, t.Name, t.Image, t.Disk = s.id, s.name, s.image, s.disk
	t.Category, t.Serverless, t.Public = s.category, s.serverless, true
	if s.volume > 0 {
		t.Mounts.Persistent = &runpod.PersistentMount{Size: s.volume, Path: "/workspace"}
	}
	if t.Ports = s.ports; t.Ports == nil {
		t.Ports = []string{"8888/http", "22/tcp"}
	}
	if s.env != nil {
		t.Env = s.env
	}
	if s.cuda != nil {
		t.AllowedCUDAVersions = s.cuda
	}
	return t
}
