package sshkey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/runpod-iac/terraform-provider-runpod/internal/legacy"
)

var _ resource.ResourceWithMoveState = (*keyResource)(nil)

// MoveState takes over nothing: older providers have no single keys.
func (r *keyResource) MoveState(context.Context) []resource.StateMover { return legacy.RefuseKeys() }
