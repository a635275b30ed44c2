package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// fakeServer answers the two questions that describe asks. Any other call is
// a nil pointer, and ends the test.
type fakeServer struct {
	tfprotov6.ProviderServer

	schemas    *tfprotov6.GetProviderSchemaResponse
	identities *tfprotov6.GetResourceIdentitySchemasResponse
	err        error
}

func (f *fakeServer) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return f.schemas, f.err
}

func (f *fakeServer) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return f.identities, nil
}

// everything has one of each thing that a schema can hold.
func everything() *tfprotov6.GetProviderSchemaResponse {
	text := func(name string) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{
			Name: name, Type: tftypes.String, Optional: true,
			Description: "The " + name + ".", DescriptionKind: tfprotov6.StringKindMarkdown,
		}
	}
	of := func(attributes ...*tfprotov6.SchemaAttribute) *tfprotov6.Schema {
		return &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
			Attributes: attributes, Description: "Something.", DescriptionKind: tfprotov6.StringKindMarkdown,
		}}
	}
	nested := func(name string, nesting tfprotov6.SchemaObjectNestingMode) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{
			Name: name, Computed: true,
			NestedType: &tfprotov6.SchemaObject{Nesting: nesting, Attributes: []*tfprotov6.SchemaAttribute{text("inner")}},
		}
	}

	key := text("key")
	key.Sensitive = true
	secret := text("secret_wo")
	secret.WriteOnly = true
	old := text("old")
	old.Deprecated = true
	thing := of(
		secret,
		old,
		&tfprotov6.SchemaAttribute{Name: "sizes", Required: true, Type: tftypes.Map{ElementType: tftypes.Object{
			AttributeTypes: map[string]tftypes.Type{"gb": tftypes.Number, "tags": tftypes.Set{ElementType: tftypes.String}},
		}}},
		nested("single", tfprotov6.SchemaObjectNestingModeSingle),
		nested("list", tfprotov6.SchemaObjectNestingModeList),
		nested("set", tfprotov6.SchemaObjectNestingModeSet),
		nested("map", tfprotov6.SchemaObjectNestingModeMap),
	)
	thing.Version = 2
	thing.Block.BlockTypes = []*tfprotov6.SchemaNestedBlock{
		{TypeName: "timeouts", Nesting: tfprotov6.SchemaNestedBlockNestingModeSingle, Block: of(text("create")).Block},
		{TypeName: "rule", Nesting: tfprotov6.SchemaNestedBlockNestingModeList, MinItems: 1, MaxItems: 3, Block: of().Block},
	}

	return &tfprotov6.GetProviderSchemaResponse{
		Provider:                 of(key),
		ResourceSchemas:          map[string]*tfprotov6.Schema{"example_thing": thing},
		DataSourceSchemas:        map[string]*tfprotov6.Schema{"example_things": of(text("filter"))},
		EphemeralResourceSchemas: map[string]*tfprotov6.Schema{"example_token": of(text("scope"))},
		ListResourceSchemas:      map[string]*tfprotov6.Schema{"example_thing": of(text("prefix"))},
		ActionSchemas:            map[string]*tfprotov6.ActionSchema{"example_stop": {Schema: of(text("id"))}},
		Functions: map[string]*tfprotov6.Function{"add": {
			Summary: "Adds", Description: "Adds numbers.", DeprecationMessage: "Use +.",
			Parameters: []*tfprotov6.FunctionParameter{
				{Name: "first", Type: tftypes.Number, AllowNullValue: true, Description: "The first."},
			},
			VariadicParameter: &tfprotov6.FunctionParameter{Name: "others", Type: tftypes.DynamicPseudoType},
			Return:            &tfprotov6.FunctionReturn{Type: tftypes.Number},
		}},
	}
}

func identities() *tfprotov6.GetResourceIdentitySchemasResponse {
	return &tfprotov6.GetResourceIdentitySchemasResponse{
		IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{"example_thing": {
			Version: 1,
			IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{
				{Name: "id", Type: tftypes.String, RequiredForImport: true, Description: "The id."},
				{Name: "region", Type: tftypes.String, OptionalForImport: true},
			},
		}},
	}
}
