package unmanaged

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/runpod-iac/terraform-provider-runpod/internal/naming"
)

// address gives each object that can be imported an address of its own, and the block that imports it there.
func address(found []Object) {
	used := map[string]map[string]bool{}
	for i := range found {
		o := &found[i]
		if o.Kind == podOfCluster {
			continue
		}
		if used[o.Type] == nil {
			used[o.Type] = map[string]bool{}
		}
		label := naming.Unique(naming.Label(o.Name, strings.TrimPrefix(o.Type, "runpod_")), used[o.Type])
		o.Address = o.Type + "." + label

		file := hclwrite.NewEmptyFile()
		block := file.Body().AppendNewBlock("import", nil).Body()
		block.SetAttributeTraversal("to", hcl.Traversal{hcl.TraverseRoot{Name: o.Type}, hcl.TraverseAttr{Name: label}})
		block.SetAttributeValue("id", cty.StringVal(o.ID))
		o.Import = string(file.Bytes())
	}
}
