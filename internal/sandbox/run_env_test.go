package sandbox

import (
	"slices"
	"testing"
)

// A key of a real account is out of reach, whatever the variable is called; a
// configuration that takes it from a variable works anyway.
func TestRealKeysStayBehind(t *testing.T) {
	t.Parallel()
	const own, other, made = "rpa_REAL0REAL0REAL0REAL0REAL0", "rpa_OTHER1OTHER1OTHER1OTHER1", "rpa_MADE_UP"
	for name, test := range map[string]struct{ environment, want []string }{
		"a key": {
			[]string{
				"PATH=/bin", "TF_VAR_key=" + own, "RUNPOD_API_KEY=" + own, "RUNPOD_API_URL=https://api.runpod.io/v2", "HEADER=Bearer " + own, "EMPTY=",
				"TF_VAR_keys={\"a\":\"" + own + "\",\"b\":\"" + other + "\"}",
			},
			[]string{"PATH=/bin", "TF_VAR_key=" + made, "HEADER=Bearer " + made, "EMPTY=", "TF_VAR_keys={\"a\":\"" + made + "\",\"b\":\"" + made + "\"}"},
		},
		"a key under another name only": {[]string{"TF_VAR_key=" + own}, []string{"TF_VAR_key=" + made}},
		"something short":               {[]string{"RUNPOD_API_KEY=test", "KEY=test", "PATH=/home/test/bin"}, []string{"KEY=" + made, "PATH=/home/test/bin"}},
		"an empty one":                  {[]string{"RUNPOD_API_KEY=", "EMPTY=", "PATH=/bin"}, []string{"EMPTY=", "PATH=/bin"}},
		"a sandbox in a sandbox":        {[]string{"RUNPOD_API_KEY=" + other, "RUNPOD_SANDBOX=http://v/v2"}, nil},
		"a provider under a debugger":   {[]string{`TF_REATTACH_PROVIDERS={"registry.terraform.io/runpod-iac/runpod":{"Pid":1}}`}, nil},
		"another one under a debugger":  {[]string{`TF_REATTACH_PROVIDERS={"acme/acme":{}}`}, []string{`TF_REATTACH_PROVIDERS={"acme/acme":{}}`}},
		"Windows' folders by drive":     {[]string{`=C:=C:\work`, "A=b"}, []string{`=C:=C:\work`, "A=b"}},
	} {
		got := commandEnv(test.environment, "http://u/v2", made)
		if want := slices.Concat(test.want, []string{"RUNPOD_API_URL=http://u/v2", "RUNPOD_API_KEY=" + made, "RUNPOD_SANDBOX=http://u/v2"}); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
