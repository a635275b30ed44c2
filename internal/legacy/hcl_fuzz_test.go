package legacy

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// FuzzModule rewrites whatever parses: the result parses as well, rewriting it again
// changes nothing, and no comment is lost.
func FuzzModule(f *testing.F) {
	const state = `{"volume_in_gb": 20, "gpu_type_ids": ["NVIDIA L40S"], "name": "x", "ports": "22/tcp", "workers_max": 3, "flashboot": false}`
	fixtures, err := filepath.Glob(filepath.Join("..", "acctest", "testdata", "migrate", "*", "main.tf.tmpl"))
	if err != nil || len(fixtures) == 0 {
		f.Fatal("no fixtures", err)
	}
	for _, name := range fixtures {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), state)
	}
	for _, body := range []string{
		in("runpod_pod", `gpu_type_id = "g"`, `env = ["A=1", /* b */ "B=2"]`, "image_name = <<-EOT", "x", "EOT"),
		"resource \"runpod_pod\" \"x\" { image_name = \"a\" }",
		"resource \"runpod_network_volume\" \"x\" { size = 10 } # end",
		"resource runpod_endpoint x {\n  flashboot = true ? \"a\" : \"b\"\n  workers_max = 3\n}",
		"output \"o\" { value = [for p in runpod_pod.x : p.image_name if p.machine_id != null]... }",
		"resource \"runpod_pod\" \"x\" {\r\n  image_name = \"a\" # c\r\n  gpu_count = 1\r\n}\r\n",
	} {
		f.Add(officialHead+body, state)
		f.Add(body, "{}")
	}
	f.Fuzz(func(t *testing.T, text, state string) {
		if _, diags := hclsyntax.ParseConfig([]byte(text), "main.tf", hcl.InitialPos); diags.HasErrors() {
			t.Skip("not HCL")
		}
		known, err := parseStates([]byte(`{"version": 4, "resources": [{"mode": "managed", "type": "runpod_pod", "name": "x", "instances": [{"attributes": ` + state + `}]}]}`))
		if err != nil {
			known = nil
		}
		files := []File{{Name: "main.tf", Before: []byte(text)}}
		Module(files, known, "")
		after := files[0].After
		if _, diags := hclsyntax.ParseConfig(after, "main.tf", hcl.InitialPos); diags.HasErrors() {
			t.Fatalf("rewritten to what is no HCL: %s\n%s", diags, after)
		}
		again := []File{{Name: "main.tf", Before: after}}
		Module(again, known, "")
		if !bytes.Equal(after, again[0].After) {
			t.Fatalf("the second time changes it again:\n%s\n%s", after, again[0].After)
		}
		for _, comment := range commentsOf(text) {
			if !strings.Contains(string(after), comment) {
				t.Fatalf("the comment %q is lost:\n%s", comment, after)
			}
		}
	})
}

// commentsOf are the comments that stand on lines of their own or behind what
// they are about, not between the parts of an expression.
func commentsOf(text string) []string {
	tokens, _ := hclsyntax.LexConfig([]byte(text), "main.tf", hcl.InitialPos)
	var out []string
	for _, token := range tokens {
		if token.Type == hclsyntax.TokenComment && bytes.HasPrefix(token.Bytes, []byte("#")) {
			out = append(out, strings.TrimSpace(string(token.Bytes)))
		}
	}
	return out
}
