package sandbox

import (
	"net/http"
	"regexp"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

func delegationRoutes() []route {
	return []route{
		{"GET /v2/registries/delegations", listDelegations},
		{"POST /v2/registries/delegations", createDelegation},
		{"DELETE /v2/registries/delegations/{id}", revokeDelegation},
	}
}

// ecrResource is the ARN of an ECR repository: partition, region, AWS account
// and repository, and maybe a tag.
var ecrResource = regexp.MustCompile(
	`^arn:(aws|aws-cn|aws-us-gov):ecr:([a-z]{2}(?:-[a-z]+)+-\d):(\d{12}):repository/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?$`)

// delegatorID is the id of the account's owner.
const delegatorID = "user_2sandboxowner"

// anyTag stands for every tag of a repository.
const anyTag = "*"

func listDelegations(a *Account, _ *call) (int, any, error) {
	return http.StatusOK, map[string]any{"delegations": a.delegations.all()}, nil
}

func createDelegation(a *Account, c *call) (int, any, error) {
	var req runpod.CreateDelegationRequest
	if err := c.decode(closed(
		required("resource", text()),
		optional("name", text().orNull()),
	), &req); err != nil {
		return 0, nil, err
	}
	arn := ecrResource.FindStringSubmatch(req.Resource)
	if arn == nil {
		return 0, nil, badRequest("resource %q is not the ARN of an ECR repository", req.Resource)
	}
	partition, region, account, repository, tag := arn[1], arn[2], arn[3], arn[4], arn[5]
	if tag == "" {
		tag = anyTag
	}
	uri := account + ".dkr.ecr." + region + ".amazonaws.com"
	if partition == "aws-cn" {
		uri += ".cn"
	}
	d := &runpod.ECRDelegation{
		ID: a.newID(registryIDLength), Name: req.Name, DelegatorUserID: delegatorID, AWSUser: account,
		Repository: repository, Tag: tag, AWSRegion: region, DockerRegistryURI: &uri, CreatedAt: c.now.UTC(),
	}
	a.delegations.add(d.ID, d)
	return http.StatusCreated, d, nil
}

func revokeDelegation(a *Account, c *call) (int, any, error) {
	if _, ok := a.delegations.get(c.id()); !ok {
		return 0, nil, notFound("delegation", c.id())
	}
	a.delegations.remove(c.id())
	return http.StatusNoContent, nil, nil
}

// Delegations returns the ECR delegations, oldest first.
func (a *Account) Delegations() []runpod.ECRDelegation {
	a.mu.Lock()
	defer a.mu.Unlock()
	var delegations []runpod.ECRDelegation
	for _, d := range a.delegations.all() {
		delegations = append(delegations, deepCopy(*d))
	}
	return delegations
}

// RemoveDelegation revokes an ECR delegation as if in the console. It panics if
// there is no such delegation.
func (a *Account) RemoveDelegation(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	known(&a.delegations, "delegation", id)
	a.delegations.remove(id)
}
