package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"

	"github.com/runpod-iac/terraform-provider-runpod/internal/naming"
)

const (
	source       = "runpod-iac/runpod"
	estimateType = "runpod_cost_estimate"
	// What a CLI has to be, with and without write-only arguments.
	withWriteOnly, withoutWriteOnly = ">= 1.11", ">= 1.8"
	// versionSuffix ends the attribute that goes with write-only arguments.
	versionSuffix = "_wo_version"
)

// file is one file of the configuration.
type file struct {
	name string
	text []byte
}

// module is the configuration that is written.
type module struct {
	provider *provider
	account  *account
	before   declared
	writer   *writer
	// variables are what Runpod never returns.
	variables []variable
}

type variable struct{ name, description string }

func newModule(p *provider, a *account, before declared) *module {
	return &module{provider: p, account: a, before: before, writer: newWriter(a.objects)}
}

// files are those of the configuration, sorted by name.
func (m *module) files(constraint string) []file {
	texts := map[string]*hclwrite.File{}
	at := func(name string) *hclwrite.Body {
		if texts[name] == nil {
			texts[name] = hclwrite.NewEmptyFile()
		} else {
			texts[name].Body().AppendNewline()
		}
		return texts[name].Body()
	}
	for _, o := range m.account.objects {
		m.resource(at(plural(o.typeName)+".tf"), o)
	}
	for _, o := range m.account.objects {
		m.importOf(at("imports.tf"), o)
	}
	for _, v := range m.variables {
		v.write(at("variables.tf"))
	}
	if !m.before.costs {
		m.costs(at)
	}
	if !m.before.provider {
		m.versions(at("versions.tf"), constraint)
	}
	var files []file
	for name, text := range texts {
		files = append(files, file{name, hclwrite.Format(text.Bytes())})
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return files
}

// plural is what the objects of a type are called in file names and in the cost estimate.
func plural(typeName string) string { return kindOf(typeName) + "s" }

func (m *module) resource(body *hclwrite.Body, o *object) {
	block := body.AppendNewBlock("resource", []string{o.typeName, o.label}).Body()
	var values map[string]tftypes.Value
	_ = o.config.As(&values) // an object
	for _, name := range ordered(values) {
		if strings.HasSuffix(name, versionSuffix) { // Runpod holds values that it never returns
			m.writeOnly(block, o)
		}
		block.SetAttributeRaw(name, m.writer.tokens(o.typeName, name, values[name]))
	}
}

// writeOnly takes the write-only arguments of a resource from variables.
func (m *module) writeOnly(block *hclwrite.Body, o *object) {
	for _, a := range slices.Backward(m.provider.schemas.ResourceSchemas[o.typeName].Block.Attributes) { // username, then password
		if a.WriteOnly {
			block.SetAttributeRaw(a.Name, reference("var", m.variable(o, a)))
		}
	}
}

// variable declares a variable for a write-only argument, and returns its name.
func (m *module) variable(o *object, a *tfprotov6.SchemaAttribute) string {
	what := strings.TrimSuffix(a.Name, "_wo")
	name := naming.Unique(kindOf(o.typeName)+"_"+o.label+"_"+what, m.before.variables)
	m.variables = append(m.variables, variable{name, fmt.Sprintf("The %s of %s %q. Null leaves it as it is on Runpod. To change it, set it and increment the version beside %s.",
		strings.ReplaceAll(what, "_", " "), spoken(o.typeName), o.name, a.Name)})
	return name
}

func (v variable) write(body *hclwrite.Body) {
	block := body.AppendNewBlock("variable", []string{v.name}).Body()
	block.SetAttributeValue("description", cty.StringVal(v.description))
	block.SetAttributeRaw("type", hclwrite.TokensForIdentifier("string"))
	block.SetAttributeRaw("default", hclwrite.TokensForIdentifier("null"))
	block.SetAttributeValue("sensitive", cty.True)
	block.SetAttributeValue("ephemeral", cty.True)
}

func (m *module) importOf(body *hclwrite.Body, o *object) {
	block := body.AppendNewBlock("import", nil).Body()
	block.SetAttributeRaw("to", reference(o.typeName, o.label))
	block.SetAttributeValue("id", cty.StringVal(o.id))
}

// priced reports whether the cost estimate takes resources of a type.
func (p *provider) priced(typeName string) bool {
	estimate := p.schemas.DataSourceSchemas[estimateType]
	return estimate != nil && slices.ContainsFunc(estimate.Block.Attributes, func(a *tfprotov6.SchemaAttribute) bool {
		return a.Name == plural(typeName) && a.Optional
	})
}

// costs adds up all that is billed: through a local value, so that it is known at plan.
func (m *module) costs(at func(name string) *hclwrite.Body) {
	billed := map[string][]hclwrite.Tokens{}
	var kinds []string
	for _, o := range m.account.objects {
		if !m.provider.priced(o.typeName) {
			continue
		}
		kind := plural(o.typeName)
		if billed[kind] == nil {
			kinds = append(kinds, kind)
		}
		billed[kind] = append(billed[kind], reference(o.typeName, o.label))
	}
	if len(kinds) == 0 {
		return
	}
	var items []hclwrite.ObjectAttrTokens
	for _, kind := range kinds {
		items = append(items, hclwrite.ObjectAttrTokens{Name: hclwrite.TokensForIdentifier(kind), Value: rows(billed[kind])})
	}
	at("costs.tf").AppendNewBlock("locals", nil).Body().SetAttributeRaw("billed", hclwrite.TokensForObject(items))
	data := at("costs.tf").AppendNewBlock("data", []string{estimateType, "total"}).Body()
	for _, kind := range kinds {
		data.SetAttributeRaw(kind, reference("local", "billed", kind))
	}
	output := at("costs.tf").AppendNewBlock("output", []string{"costs"}).Body()
	output.SetAttributeRaw("value", reference("data", estimateType, "total", "summary"))
}

func (m *module) versions(body *hclwrite.Body, constraint string) {
	terraform := body.AppendNewBlock("terraform", nil).Body()
	required := withoutWriteOnly
	if len(m.variables) > 0 {
		required = withWriteOnly
	}
	terraform.SetAttributeValue("required_version", cty.StringVal(required))
	terraform.AppendNewline()
	from := map[string]cty.Value{"source": cty.StringVal(source)}
	if constraint != "" {
		from["version"] = cty.StringVal(constraint)
	}
	terraform.AppendNewBlock("required_providers", nil).Body().SetAttributeValue("runpod", cty.ObjectVal(from))
	body.AppendNewline()
	body.AppendUnstructuredTokens(hclwrite.Tokens{{Type: hclsyntax.TokenComment, Bytes: []byte("# The key comes from RUNPOD_API_KEY.\n")}})
	body.AppendNewBlock("provider", []string{"runpod"})
}
