package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestOutcomesCanBeRead holds that the overview leads to the documents that a programme ends with, as soon as there are any.
func TestOutcomesCanBeRead(t *testing.T) {
	under := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	moved := newHouse(t, true, "2022-03-22").played("2022-10-10", "")
	closed := newHouse(t, true, "2022-03-22").played("", "")
	stopped := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	stopped.does("sro", "stop", `{"reason": "the council decided otherwise"}`)
	says(t, closed.browser("").page(overview+"?as-of=2022-09-16"), nil, []string{"<h2>Documents</h2>"})
	for _, c := range []struct {
		h    *house
		has  map[string]string // names, and what each document says
		none []string
	}{
		{under, nil, []string{"transfer-certificate", "closure-pack", "stand-down-letter"}},
		{moved, map[string]string{"transfer-certificate": "Certificate"}, []string{"closure-pack", "stand-down-letter"}},
		{closed, map[string]string{"transfer-certificate": "Certificate", "closure-pack": "Doncaster"}, []string{"stand-down-letter"}},
		{stopped, map[string]string{"stand-down-letter": "the council decided otherwise"},
			[]string{"transfer-certificate", "closure-pack"}},
	} {
		b := c.h.browser("")
		page := b.page(overview)
		if strings.Contains(page, "<h2>Documents</h2>") != (len(c.has) > 0) {
			t.Errorf("documents %v: %s", c.has, core(page))
		}
		for name, text := range c.has {
			status, header, content := b.get(overview + "/documents/" + name)
			if status != http.StatusOK || !strings.Contains(content, text) || !strings.Contains(page, `/documents/`+name+`"`) ||
				!strings.HasPrefix(header.Get("Content-Disposition"), "attachment; filename=") {
				t.Errorf("%s: %d %v %.200s", name, status, header, content)
			}
		}
		for _, name := range c.none {
			if status, _, _ := b.get(overview + "/documents/" + name); status != http.StatusNotFound || strings.Contains(page, name) {
				t.Errorf("%s: %d", name, status)
			}
		}
	}
}
