package web_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
)

// many starts so many copies of the sample, with long names.
func (h *house) many(n int) {
	h.t.Helper()
	for i := range n {
		d := definition(h.t)
		d.Programme = fmt.Sprintf("service-%03d-of-a-council-with-a-long-name", i)
		d.Title = fmt.Sprintf("Service %d of %s", i, strings.Repeat("a council ", 10))
		if _, err := h.app.Office.Start(context.Background(), d, "office-1"); err != nil {
			h.t.Fatal(err)
		}
	}
	if err := h.app.Pump(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

// TestAllWorkOfManyProgrammes holds that every programme in which something waits stands on one of the pages, that each page
// has at most 100 KB, and that what is not listed is told of.
func TestAllWorkOfManyProgrammes(t *testing.T) {
	const all = 62
	h := newHouse(t, true, "2022-03-22")
	h.many(all)
	h.watch.Set(calendar.MustDate("2022-10-10").At(9, 0)) // everything is overdue, which takes the most room
	b := h.browser("")
	seen := map[string]bool{}
	for path, left := range map[string]int{"/work": all - 25, "/work?page=2": all - 50, "/work?page=3": 0, "/work?page=99": 0} {
		h.store.reads.Store(0)
		page := b.page(path)
		if n := h.store.reads.Load(); len(page) > 100<<10 || n > 26 {
			t.Errorf("%s has %d bytes, and asked %d times", path, len(page), n)
		}
		for _, m := range regexp.MustCompile(`id="work-([a-z0-9-]+)"`).FindAllStringSubmatch(page, -1) {
			seen[m[1]] = true
		}
		next := fmt.Sprintf(`rel="next">%d more programmes</a>`, left)
		if strings.Contains(page, next) != (left > 0) || !strings.Contains(page, "of 62 under way") {
			t.Errorf("%s does not say that %d programmes are left: %s", path, left, core(page))
		}
		says(t, page, []string{`/work">`, ` more<span class="unseen"> in Service `}, []string{"Nothing waits for you"})
	}
	if len(seen) != all {
		t.Errorf("%d programmes of %d are on the pages", len(seen), all)
	}
}

// TestNoWorkIsSaidInOneLine holds that programmes in which nothing waits for somebody take no room.
func TestNoWorkIsSaidInOneLine(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	b := h.browser("deputy")
	says(t, b.page("/work"), []string{"<p>Nothing waits for you in the programme under way.</p>"}, []string{"<section"})
	h.many(2) // in these the session acts as the programme office
	says(t, b.page("/work"), []string{"<p>Nothing waits for you in 1 other programme under way.</p>", `id="work-service-001`},
		[]string{`id="work-doncaster"`, "rel="})
}
