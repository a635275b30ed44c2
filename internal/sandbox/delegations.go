package sandbox

import (
	"cmp"
	"regexp"
	"sync"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func (a *Account) delegationRoutes() []route {
	create := closed(required("resource", text()), optional("name", text().orNull()))
	return []route{
		{"GET /v2/registries/delegations", a.listDelegations},
		{"POST /v2/registries/delegations", taking(create, a.createDelegation)},
		{"DELETE /v2/registries/delegations/{id}", with(a.delegations.find, a.delegations.delete)},
	}
}

// ecrResource is the ARN of an ECR repository: partition, region, AWS account
// and repository, and maybe a tag. Compiling it takes a while, which only a sandbox needs.
var ecrResource = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^arn:(aws|aws-cn|aws-us-gov):ecr:([a-z]{2}(?:-[a-z]+)+-\d):(\d{12}):repository/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?$`)
})

// delegatorID is the ID of the account's owner.
const delegatorID = "user_2sandboxowner"

// anyTag stands for every tag of a repository.
const anyTag = "*"

func (a *Account) listDelegations(*call) (any, error) {
	return map[string]any{"delegations": a.delegations.all()}, nil
}

func (a *Account) createDelegation(c *call, req *runpod.CreateDelegationRequest) (any, error) {
	arn := ecrResource().FindStringSubmatch(req.Resource)
	if arn == nil {
		return nil, badRequest("resource %q is not the ARN of an ECR repository", req.Resource)
	}
	partition, region, account, repository, tag := arn[1], arn[2], arn[3], arn[4], cmp.Or(arn[5], anyTag)
	uri := account + ".dkr.ecr." + region + ".amazonaws.com"
	if partition == "aws-cn" {
		uri += ".cn"
	}
	d := &runpod.ECRDelegation{
		ID: a.newID(registryIDLength), Name: req.Name, DelegatorUserID: delegatorID, AWSUser: account,
		Repository: repository, Tag: tag, AWSRegion: region, DockerRegistryURI: &uri, CreatedAt: c.now.UTC(),
	}
	a.delegations.add(d.ID, d)
	return created{d}, nil
}

// Delegations returns the ECR delegations, oldest first.
func (a *Account) Delegations() []runpod.ECRDelegation {
	return snapshot(a, &a.delegations, func(d *runpod.ECRDelegation) runpod.ECRDelegation { return *d })
}

// RemoveDelegation revokes an ECR delegation as if in the console. It panics if
// there is no such delegation.
func (a *Account) RemoveDelegation(id string) {
	a.behind(func(time.Time) { a.delegations.removeKnown(id) })
}
