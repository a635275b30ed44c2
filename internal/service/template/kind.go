// Package template manages templates, and looks up those of the account and the
// public ones.
package template

import (
	"github.com/runpod-iac/terraform-provider-runpod/internal/account"
	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// Kind is that of the account's own templates.
var Kind = &account.Kind[runpod.Template, runpod.CreateTemplateRequest]{
	Name: "template", Type: "runpod_template",
	ID:         func(t *runpod.Template) string { return t.ID },
	ObjectName: func(t *runpod.Template) string { return t.Name },
	Get:        (*runpod.Client).GetTemplate,
	List:       (*runpod.Client).ListTemplates,
	Renewal:    "To replace a template that is in use, set `lifecycle { create_before_destroy = true }`, so that everything using it gets the new template before the old one is deleted.",
	FitsRequest: func(t *runpod.Template, req runpod.CreateTemplateRequest) bool {
		return t.Image == *req.Image && t.Disk == *req.Disk && t.Serverless == *req.Serverless
	},
}
