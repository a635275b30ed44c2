package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
)

// describe asks a provider for everything it offers. The answer has one
// provider, under the given name.
func describe(ctx context.Context, name string, server tfprotov6.ProviderServer) (*tfjson.ProviderSchemas, error) {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, fmt.Errorf("asking for the schema: %w", err)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, fmt.Errorf("asking for the resource identities: %w", err)
	}
	if err := failure(append(schemas.Diagnostics, identities.Diagnostics...)); err != nil {
		return nil, fmt.Errorf("the provider's schema is invalid: %w", err)
	}

	return &tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas: map[string]*tfjson.ProviderSchema{name: {
			ConfigSchema:             schema(schemas.Provider),
			ResourceSchemas:          mapValues(schemas.ResourceSchemas, schema),
			DataSourceSchemas:        mapValues(schemas.DataSourceSchemas, schema),
			EphemeralResourceSchemas: mapValues(schemas.EphemeralResourceSchemas, schema),
			ListResourceSchemas:      mapValues(schemas.ListResourceSchemas, schema),
			ActionSchemas:            mapValues(schemas.ActionSchemas, action),
			Functions:                mapValues(schemas.Functions, signature),
			ResourceIdentitySchemas:  mapValues(identities.IdentitySchemas, identity),
		}},
	}, nil
}

func failure(diagnostics []*tfprotov6.Diagnostic) error {
	var errs []error
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			errs = append(errs, fmt.Errorf("%s: %s", d.Summary, d.Detail))
		}
	}
	return errors.Join(errs...)
}

func mapValues[From, To any](in map[string]From, convert func(From) To) map[string]To {
	out := make(map[string]To, len(in))
	for name, value := range in {
		out[name] = convert(value)
	}
	return out
}

func schema(s *tfprotov6.Schema) *tfjson.Schema {
	return &tfjson.Schema{Version: uint64(s.Version), Block: block(s.Block)}
}

func action(a *tfprotov6.ActionSchema) *tfjson.ActionSchema {
	return &tfjson.ActionSchema{Block: block(a.Schema.Block)}
}

func block(b *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	blocks := make(map[string]*tfjson.SchemaBlockType, len(b.BlockTypes))
	for _, nested := range b.BlockTypes {
		blocks[nested.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: nesting(nested.Nesting),
			Block:       block(nested.Block),
			MinItems:    uint64(nested.MinItems),
			MaxItems:    uint64(nested.MaxItems),
		}
	}
	return &tfjson.SchemaBlock{
		Attributes:      attributes(b.Attributes),
		NestedBlocks:    blocks,
		Description:     b.Description,
		DescriptionKind: kind(b.DescriptionKind),
		Deprecated:      b.Deprecated,
	}
}

func attributes(in []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	out := make(map[string]*tfjson.SchemaAttribute, len(in))
	for _, a := range in {
		attribute := &tfjson.SchemaAttribute{
			Description:     a.Description,
			DescriptionKind: kind(a.DescriptionKind),
			Deprecated:      a.Deprecated,
			Required:        a.Required,
			Optional:        a.Optional,
			Computed:        a.Computed,
			Sensitive:       a.Sensitive,
			WriteOnly:       a.WriteOnly,
		}
		if a.NestedType == nil {
			attribute.AttributeType = typeOf(a.Type)
		} else {
			attribute.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
				Attributes:  attributes(a.NestedType.Attributes),
				NestingMode: nesting(a.NestedType.Nesting),
			}
		}
		out[a.Name] = attribute
	}
	return out
}

func signature(f *tfprotov6.Function) *tfjson.FunctionSignature {
	parameters := make([]*tfjson.FunctionParameter, len(f.Parameters))
	for i, p := range f.Parameters {
		parameters[i] = parameter(p)
	}
	out := &tfjson.FunctionSignature{
		Description:        f.Description,
		Summary:            f.Summary,
		DeprecationMessage: f.DeprecationMessage,
		ReturnType:         typeOf(f.Return.Type),
		Parameters:         parameters,
	}
	if f.VariadicParameter != nil {
		out.VariadicParameter = parameter(f.VariadicParameter)
	}
	return out
}

func parameter(p *tfprotov6.FunctionParameter) *tfjson.FunctionParameter {
	return &tfjson.FunctionParameter{
		Name:        p.Name,
		Description: p.Description,
		IsNullable:  p.AllowNullValue,
		Type:        typeOf(p.Type),
	}
}

func identity(s *tfprotov6.ResourceIdentitySchema) *tfjson.IdentitySchema {
	out := make(map[string]*tfjson.IdentityAttribute, len(s.IdentityAttributes))
	for _, a := range s.IdentityAttributes {
		out[a.Name] = &tfjson.IdentityAttribute{
			IdentityType:      typeOf(a.Type),
			Description:       a.Description,
			RequiredForImport: a.RequiredForImport,
			OptionalForImport: a.OptionalForImport,
		}
	}
	return &tfjson.IdentitySchema{Version: uint64(s.Version), Attributes: out}
}

func kind(k tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if k == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}

// nesting relies on both libraries naming the modes alike, but for the case.
func nesting(mode fmt.Stringer) tfjson.SchemaNestingMode {
	return tfjson.SchemaNestingMode(strings.ToLower(mode.String()))
}

// typeOf goes through the JSON that both libraries share. A type that comes
// from a provider's schema always has that form, so a failure is a mistake here.
func typeOf(t tftypes.Type) cty.Type {
	encoded, err := json.Marshal(t)
	if err != nil {
		panic(fmt.Sprintf("encoding the type %s: %s", t, err))
	}
	var out cty.Type
	if err := json.Unmarshal(encoded, &out); err != nil {
		panic(fmt.Sprintf("decoding the type %s: %s", encoded, err))
	}
	return out
}
