package legacy

import (
	"slices"
	"strings"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

const ourSource = "runpod-iac/runpod"

// requirement is an entry of required_providers.
type requirement struct {
	local   string // its name in the configuration
	address string // without a registry
	source  hclsyntax.Expression
	object  *hclsyntax.ObjectConsExpr
}

// providerVersion is what is known of the version of an older provider.
type providerVersion int

const (
	versionUnknown providerVersion = iota
	versionOne
	versionTwo // runpod/runpod that speaks API v2
)

// version is what the requirement leaves: a constraint may admit 1.x and 2.0 alike.
func (r requirement) version() providerVersion {
	if r.address != officialSource {
		return versionOne
	}
	for _, i := range r.object.Items {
		text, ok := constant(i.ValueExpr, cty.String)
		if !ok || keyOf(i) != "version" {
			continue
		}
		constraints, err := version.NewConstraint(text.AsString())
		if err != nil {
			break
		}
		one, two := false, false
		for _, v := range []string{"1.0.0", "1.0.8", "1.0.9", "1.99.0", "2.0.0", "2.0.9", "2.99.0"} {
			parsed := version.Must(version.NewVersion(v))
			admitted := constraints.Check(parsed)
			one, two = one || admitted && v < "2", two || admitted && v >= "2"
		}
		switch {
		case one && !two:
			return versionOne
		case two && !one:
			return versionTwo
		}
	}
	return versionUnknown
}

// requirements are those of a file.
func requirements(body *hclsyntax.Body) []requirement {
	var all []requirement
	for _, settings := range body.Blocks {
		if settings.Type != "terraform" {
			continue
		}
		for _, b := range settings.Body.Blocks {
			if b.Type != "required_providers" {
				continue
			}
			for local, a := range b.Body.Attributes {
				object, ok := a.Expr.(*hclsyntax.ObjectConsExpr)
				if !ok {
					continue
				}
				for _, i := range object.Items {
					if value, ok := constant(i.ValueExpr, cty.String); ok && keyOf(i) == "source" {
						all = append(all, requirement{local, addressOf(value.AsString()), i.ValueExpr, object})
					}
				}
			}
		}
	}
	return all
}

func keyOf(i hclsyntax.ObjectConsItem) string {
	if word := hcl.ExprAsKeyword(i.KeyExpr); word != "" {
		return word
	}
	if value, ok := constant(i.KeyExpr, cty.String); ok {
		return value.AsString()
	}
	return ""
}

func addressOf(source string) string {
	source = strings.ToLower(source)
	for _, registry := range []string{"registry.terraform.io/", "registry.opentofu.org/"} {
		source = strings.TrimPrefix(source, registry)
	}
	return source
}

// requireOurs points required_providers to this provider. The version there was
// another's: a constraint on this one's takes its place, if there is one.
func requireOurs(s *source, constraint string) {
	for _, r := range requirements(s.body) {
		if !slices.Contains(providers(), r.address) {
			continue
		}
		s.subject = "required_providers." + r.local
		s.replace(r.source.Range(), quote(ourSource))
		for i, item := range r.object.Items {
			switch {
			case keyOf(item) != "version":
			case constraint != "":
				s.replace(item.ValueExpr.Range(), quote(constraint))
				s.note(item.KeyExpr.Range().Start.Line, "`version = %s` was a version of %s: it is now `%s`", s.slice(item.ValueExpr.Range()), r.address, constraint)
			default:
				removeItem(s, r.object, i)
				s.note(item.KeyExpr.Range().Start.Line, "`version = %s` was removed: it was a version of %s. `terraform init` selects the newest version of this provider: pin that one", s.slice(item.ValueExpr.Range()), r.address)
			}
		}
	}
}

// removeItem takes an entry of an object out, with the comma or the line that it
// stands on.
func removeItem(s *source, object *hclsyntax.ObjectConsExpr, i int) {
	item := object.Items[i]
	start, end := item.KeyExpr.Range().Start.Byte, item.ValueExpr.Range().End.Byte
	lineStart, lineEnd := s.lineStart(start), s.lineEnd(end)
	rest := strings.TrimLeft(strings.TrimSpace(string(s.text[end:lineEnd])), ", ")
	if s.isBlank(lineStart, start) && rest == "" {
		s.edit(lineStart, min(lineEnd+1, len(s.text)), "")
		return
	}
	if i > 0 {
		s.edit(object.Items[i-1].ValueExpr.Range().End.Byte, end, "")
		return
	}
	if len(object.Items) > 1 {
		end = object.Items[1].KeyExpr.Range().Start.Byte
	}
	s.edit(start, end, "")
}

// providerArguments are what a provider block may have.
func providerArguments() []string {
	return []string{"allow_insecure_http", "api_key", "api_url", "request_timeout", "max_retries", "pricing", "budget", "default_tags", "alias", "version"}
}

// checkProvider lists what a provider block has that this provider does not know.
func checkProvider(s *source, b *hclsyntax.Block) {
	for name, a := range b.Body.Attributes {
		if name == "base_url" {
			s.hand(a.NameRange.Start.Line, "`base_url` is now `api_url`, which ends in /v2 (RUNPOD_API_URL in place of RUNPOD_API_BASE_URL): rename it, or remove it for Runpod itself")
			continue
		}
		if !slices.Contains(providerArguments(), name) {
			s.hand(a.NameRange.Start.Line, "`%s` is not an argument of this provider: remove it. The arguments are %s", name, strings.Join(providerArguments()[:8], ", "))
		}
	}
}
