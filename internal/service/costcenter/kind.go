// Package costcenter manages cost centers.
package costcenter

import "github.com/runpod-iac/terraform-provider-runpod/internal/labels"

// Kind is that of cost centers. What is attributed to them looks them up as well.
var Kind = labels.CostCenterKind
