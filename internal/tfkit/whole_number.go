package tfkit

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// WholeNumber is the CustomType of every Int64Attribute that a user sets. The
// framework's own type calls a fraction an error in the provider. Its values are those
// of types.Int64; one that is not a whole number counts as not known, and is refused once,
// with the schema.
type WholeNumber struct{ basetypes.Int64Type }

// Equal takes the framework's type for the same, since the values are.
func (WholeNumber) Equal(o attr.Type) bool {
	_, whole := o.(WholeNumber)
	return whole || types.Int64Type.Equal(o)
}

// ValueFromTerraform never fails: Validate says what is wrong.
func (t WholeNumber) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	if t.Int64Type.Validate(ctx, in, path.Empty()).HasError() {
		return types.Int64Unknown(), nil
	}
	return t.Int64Type.ValueFromTerraform(ctx, in)
}

// Validate refuses fractions, and what no computer counts to.
func (t WholeNumber) Validate(ctx context.Context, in tftypes.Value, at path.Path) diag.Diagnostics {
	var diags diag.Diagnostics
	var number *big.Float
	if !t.Int64Type.Validate(ctx, in, at).HasError() || in.As(&number) != nil {
		return diags
	}
	problem, remedy := "Not a whole number", "a whole number, such as "+number.Text('f', 0)
	if number.IsInt() || number.MantExp(nil) > 63 {
		problem, remedy = "Number out of range", "a number closer to 0"
	}
	diags.AddAttributeError(at, problem+NestedAt(at), fmt.Sprintf("%s takes whole numbers, not %s. Write %s.", at, number.Text('g', 10), remedy))
	return diags
}
