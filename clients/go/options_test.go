package lyceum

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCredentials(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("token", "of-the-folder\n")
	file := write("other", " of-the-file\n")
	const here, elsewhere = "http://127.0.0.1:50051", "https://lyceum.example.org"
	for name, c := range map[string]struct {
		env              map[string]string
		given, url, want string
	}{
		"given":                        {map[string]string{"LYCEUM_TOKEN": "of-the-environment"}, " given ", here, "given"},
		"the environment":              {map[string]string{"LYCEUM_TOKEN": "of-the-environment", "LYCEUM_TOKEN_FILE": file}, "", here, "of-the-environment"},
		"a file":                       {map[string]string{"LYCEUM_TOKEN_FILE": file}, "", elsewhere, "of-the-file"},
		"a server's folder":            {nil, "", here, "of-the-folder"},
		"never sent to other machines": {nil, "", elsewhere, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range []string{"LYCEUM_TOKEN", "LYCEUM_TOKEN_FILE", "LYCEUM_URL"} {
				t.Setenv(variable, c.env[variable])
			}
			t.Setenv("LYCEUM_DATA", folder)
			options, err := Options{URL: c.url, Token: c.given}.resolved()
			if err != nil {
				t.Fatal(err)
			}
			if token, err := options.TokenSource(); err != nil || token != c.want {
				t.Errorf("the credential is %q, %v", token, err)
			}
		})
	}
	t.Run("a file that is not there", func(t *testing.T) {
		t.Setenv("LYCEUM_TOKEN", "")
		t.Setenv("LYCEUM_TOKEN_FILE", filepath.Join(folder, "none"))
		_, err := Options{}.resolved()
		wantReason(t, err, ErrInvalidField)
	})
}

func TestURLs(t *testing.T) {
	for url, want := range map[string]string{
		"http://localhost:50051": "localhost:50051", "https://lyceum.example.org": "lyceum.example.org:443",
		"http://[::1]:80/": "[::1]:80", "localhost:50051": "", "http://host/path": "", "": "",
	} {
		target, _, err := readURL(url)
		if target != want || (err == nil) != (want != "") {
			t.Errorf("%q became %q, %v", url, target, err)
		}
	}
}
