package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// BenchmarkRehearse plays Doncaster from notice to closure in memory.
func BenchmarkRehearse(b *testing.B) {
	for b.Loop() {
		var out, failed bytes.Buffer
		args := []string{"rehearse", "../../events/programmes/doncaster.json", "--quiet"}
		code := run(b.Context(), args, env{strings.NewReader(""), &out, &failed, func(string) string { return "" }, time.Now})
		if code != exitOK {
			b.Fatal(failed.String())
		}
	}
}
