package sshkey

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

type model struct {
	ID        types.String `tfsdk:"id"`
	PublicKey types.String `tfsdk:"public_key"`
	Type      types.String `tfsdk:"type"`
	Comment   types.String `tfsdk:"comment"`
}

// describe fills in what follows from the key.
func (m *model) describe(key publicKey) {
	m.ID = types.StringValue(key.fingerprint)
	m.Type = types.StringValue(key.kind)
	m.Comment = types.StringValue(key.comment)
}

// fromLine takes over the line of the key on the account. White space is not
// drift.
func (m *model) fromLine(line string) {
	if !sameLine(line, m.PublicKey.ValueString()) {
		m.PublicKey = types.StringValue(strings.TrimSpace(line))
	}
	key := split(line)
	key.fingerprint = m.ID.ValueString()
	m.describe(key)
}
