package ecrdelegation

import (
	"testing"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func TestARNOf(t *testing.T) {
	t.Parallel()
	uri := "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
	for name, test := range map[string]struct {
		delegation runpod.ECRDelegation
		want       string // empty for null
	}{
		"any tag":    {runpod.ECRDelegation{AWSUser: "123456789012", AWSRegion: "us-east-1", Repository: "acme/app", Tag: "*"}, "arn:aws:ecr:us-east-1:123456789012:repository/acme/app"},
		"no tag":     {runpod.ECRDelegation{AWSUser: "123456789012", AWSRegion: "us-east-1", Repository: "app"}, "arn:aws:ecr:us-east-1:123456789012:repository/app"},
		"one tag":    {runpod.ECRDelegation{AWSUser: "123456789012", AWSRegion: "us-east-1", Repository: "app", Tag: "v1"}, "arn:aws:ecr:us-east-1:123456789012:repository/app:v1"},
		"China":      {runpod.ECRDelegation{AWSUser: "123456789012", AWSRegion: "cn-north-1", Repository: "app"}, "arn:aws-cn:ecr:cn-north-1:123456789012:repository/app"},
		"GovCloud":   {runpod.ECRDelegation{AWSUser: "123456789012", AWSRegion: "us-gov-west-1", Repository: "app"}, "arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/app"},
		"by the URI": {runpod.ECRDelegation{AWSUser: "acme", AWSRegion: "eu-west-1", Repository: "app", DockerRegistryURI: &uri}, "arn:aws:ecr:eu-west-1:123456789012:repository/app"},
		"no account": {runpod.ECRDelegation{AWSUser: "acme", AWSRegion: "eu-west-1", Repository: "app"}, ""},
		"no region":  {runpod.ECRDelegation{AWSUser: "123456789012", Repository: "app"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := arnOf(&test.delegation)
			if got.IsNull() != (test.want == "") || got.ValueString() != test.want {
				t.Errorf("got %s, want %q", got, test.want)
			}
		})
	}
}
