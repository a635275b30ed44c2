package sandbox_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/runpod-iac/terraform-provider-runpod/internal/sandbox"
)

const (
	delegationsPath = "/v2/registries/delegations"
	repositoryARN   = "arn:aws:ecr:eu-central-1:123456789012:repository/"
)

func TestDelegationLife(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	if got := r.want(200, "GET", delegationsPath, ""); !reflect.DeepEqual(got, map[string]any{"delegations": []any{}}) {
		t.Errorf("got %v", got)
	}
	made := r.want(201, "POST", delegationsPath, `{"resource": "`+repositoryARN+`team/app", "name": "app"}`)
	id, _ := made["id"].(string)
	path := delegationsPath + "/" + id
	want := map[string]any{
		"id": id, "name": "app", "delegatorUserId": made["delegatorUserId"], "awsUser": "123456789012", "repository": "team/app", "tag": "*",
		"awsRegion": "eu-central-1", "dockerRegistryUri": "123456789012.dkr.ecr.eu-central-1.amazonaws.com", "createdAt": epoch.Format(time.RFC3339),
	}
	if id == "" || made["delegatorUserId"] == "" || !reflect.DeepEqual(made, want) {
		t.Errorf("got %v", made)
	}
	if got := r.want(200, "GET", delegationsPath, ""); !reflect.DeepEqual(got, map[string]any{"delegations": []any{want}}) {
		t.Errorf("got %v", got)
	}
	if got := r.account.Contents(); len(got) != 1 || got[0] != "delegation "+id+` ("team/app")` {
		t.Errorf("contents: %q", got)
	}
	if out := record(r.account, r.request("GET", path, "")); out.status != 405 {
		t.Errorf("a single read: got %d", out.status)
	}
	r.want(204, "DELETE", path, "")
	r.refused(404, "not found", "DELETE", path, "")
	if !r.account.Empty() {
		t.Errorf("left: %v", r.account.Contents())
	}
}

func TestDelegationResources(t *testing.T) {
	t.Parallel()
	type fields struct{ repository, tag, region, uri string }
	for resource, want := range map[string]fields{
		repositoryARN + "app:1.4":                                    {"app", "1.4", "eu-central-1", "123456789012.dkr.ecr.eu-central-1.amazonaws.com"},
		"arn:aws-cn:ecr:cn-north-1:123456789012:repository/a":        {"a", "*", "cn-north-1", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"},
		"arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/a": {"a", "*", "us-gov-west-1", "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com"},
	} {
		r := newRig(t, sandbox.Options{})
		made := r.want(201, "POST", delegationsPath, `{"resource": "`+resource+`", "name": null}`)
		d := r.account.Delegations()[0]
		if got := (fields{d.Repository, d.Tag, d.AWSRegion, *d.DockerRegistryURI}); got != want || d.Name != nil || made["name"] != nil {
			t.Errorf("%s: got %+v", resource, d)
		}
	}
}

func TestDelegationRefusals(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	for body, words := range map[string]string{
		`{}`:                                   `missing property 'resource'`,
		`{"resource": null}`:                   "resource: got",
		`{"resource": "a", "name": 1}`:         "name: got",
		`{"resource": "a", "role": "arn:aws"}`: `additional properties 'role'`,
	} {
		r.refused(422, words, "POST", delegationsPath, body)
	}
	for _, resource := range []string{
		"", "app", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app", "arn:aws:s3:::bucket", repositoryARN, repositoryARN + "App",
		"arn:aws:ecr:eu-central-1:12345678901:repository/app", "arn:aws:ecr::123456789012:repository/app", repositoryARN + "app:",
	} {
		r.refused(400, "is not the ARN of an ECR repository", "POST", delegationsPath, `{"resource": "`+resource+`"}`)
	}
	if !r.account.Empty() {
		t.Errorf("left: %v", r.account.Contents())
	}
}

func TestDelegationRemovedBehindTheAPI(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	id := r.create(delegationsPath, `{"resource": "`+repositoryARN+`app"}`)
	r.account.RemoveDelegation(id)
	r.refused(404, "not found", "DELETE", delegationsPath+"/"+id, "")
	wantPanic(t, "RemoveDelegation", func() { r.account.RemoveDelegation(id) })
}
