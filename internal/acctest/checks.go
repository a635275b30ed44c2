package acctest

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// USD expects exactly this amount, as Terraform parses it.
func USD(amount string) knownvalue.Check {
	f, _, err := big.ParseFloat(amount, 10, 512, big.ToNearestEven)
	if err != nil {
		panic(fmt.Sprintf("acctest.USD(%q): %s", amount, err))
	}
	return knownvalue.NumberExact(f)
}

// Cost is the path of one figure in a resource's estimated_cost.
func Cost(figure string) tfjsonpath.Path {
	return tfjsonpath.New("estimated_cost").AtMapKey(figure)
}

// EmptyPlan is what every apply has to leave behind.
func EmptyPlan() []plancheck.PlanCheck {
	return []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}
}
