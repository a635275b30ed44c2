package plancost

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	tfjson "github.com/hashicorp/terraform-json"

	"github.com/runpod-iac/terraform-provider-runpod/internal/markup"
)

// DroppedKey is a key inside a nested attribute that no schema has: Terraform drops it without a word.
type DroppedKey struct {
	// Address is that of the resource, data source or provider in the configuration: of all its instances.
	Address string
	// Path leads to the key, such as "gpu.cuont".
	Path string
	// Suggestion is a key of the schema that it resembles; empty without one.
	Suggestion string
	// Managed is not set for a data source: what it reads changes nothing.
	Managed bool
}

func (k DroppedKey) String() string {
	text := fmt.Sprintf("%s: %s is not in the schema, so Terraform drops it", k.Address, k.Path)
	if k.Suggestion != "" {
		text += fmt.Sprintf("; did you mean %s?", k.Suggestion)
	}
	return text
}

// droppedKeys walks the configuration of everything that is Runpod's, in all modules. Where part of an attribute refers
// to something, a plan's JSON has the references alone, and no keys.
func droppedKeys(config *tfjson.Config, schemas *Schemas) []DroppedKey {
	if config == nil {
		return nil
	}
	w := keyWalk{schemas: schemas, providers: map[string]bool{}}
	w.module("", config.RootModule)
	for _, key := range slices.Sorted(maps.Keys(w.providers)) {
		provider := config.ProviderConfigs[key]
		if provider == nil || schemas.Provider == nil {
			continue
		}
		address := joined(provider.ModuleAddress, "provider."+provider.Name)
		if provider.Alias != "" {
			address += "." + provider.Alias
		}
		w.expressions(address, shapeOfBlock(schemas.Provider.Block), provider.Expressions, true)
	}
	return w.found
}

type keyWalk struct {
	schemas *Schemas
	// providers are the configurations that Runpod's resources and data sources use.
	providers map[string]bool
	found     []DroppedKey
}

func (w *keyWalk) module(address string, module *tfjson.ConfigModule) {
	if module == nil {
		return
	}
	for _, resource := range module.Resources {
		if resource == nil || !isRunPod(resource.Type) {
			continue
		}
		w.providers[resource.ProviderConfigKey] = true
		known, managed := w.schemas.resource(resource.Type), resource.Mode == tfjson.ManagedResourceMode
		if !managed {
			known = w.schemas.dataSource(resource.Type)
		}
		w.expressions(joined(address, resource.Address), known, resource.Expressions, managed)
	}
	for _, name := range slices.Sorted(maps.Keys(module.ModuleCalls)) {
		if call := module.ModuleCalls[name]; call != nil {
			w.module(joined(address, "module."+name), call.Module)
		}
	}
}

func (w *keyWalk) expressions(address string, known *shape, expressions map[string]*tfjson.Expression, managed bool) {
	if known == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(expressions)) {
		if expression := expressions[name]; expression != nil && expression.ExpressionData != nil {
			// Terraform itself refuses names that are unknown here.
			w.value(DroppedKey{Address: markup.Printable(address), Path: markup.Printable(name), Managed: managed}, known.keys[name], expression.ConstantValue)
		}
	}
}

// value looks for keys in a value at a place.
func (w *keyWalk) value(place DroppedKey, known *shape, value any) {
	if known == nil {
		return
	}
	at := place.Path
	switch value := value.(type) {
	case []any:
		for i, element := range value {
			place.Path = fmt.Sprintf("%s[%d]", at, i)
			w.value(place, known.element, element)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if known.keys == nil {
				place.Path = fmt.Sprintf("%s[%q]", at, markup.Printable(key))
				w.value(place, known.element, value[key])
				continue
			}
			place.Path = at + "." + markup.Printable(key)
			nested, has := known.keys[key]
			if !has {
				place.Suggestion = closest(key, known.keys)
				w.found = append(w.found, place)
				place.Suggestion = ""
				continue
			}
			w.value(place, nested, value[key])
		}
	}
}

// closest is a key that was probably meant; empty where none is near.
func closest(key string, known map[string]*shape) string {
	best, distance := "", 1+len(key)/3 //nolint:mnd // one letter in three may be wrong
	for _, candidate := range slices.Sorted(maps.Keys(known)) {
		if d := levenshtein.Distance(strings.ToLower(key), candidate, nil); d <= distance && (best == "" || d < distance) {
			best, distance = candidate, d
		}
	}
	return best
}

func joined(module, address string) string {
	if module == "" {
		return address
	}
	return module + "." + address
}
