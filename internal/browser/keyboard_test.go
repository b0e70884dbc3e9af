//go:build browser

package browser

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// mostTabs is how often somebody presses the tab key on one page before giving up.
const mostTabs = 400

// press presses keys.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// has reports whether the page has an element.
func (b *tab) has(selector string) bool {
	b.t.Helper()
	return ask(b, chromedp.Evaluate[bool](fmt.Sprintf(`document.querySelector(%s) !== null`, strconv.Quote(selector))))
}

// reach goes from element to element with the tab key until one is focused. Whoever gets there has to see where they
// are: the focused element is drawn otherwise than without focus.
func (b *tab) reach(selector string) {
	b.t.Helper()
	is := fmt.Sprintf(`document.activeElement.matches(%s)`, strconv.Quote(selector))
	for range mostTabs {
		b.press(kb.Tab)
		if ask(b, chromedp.Evaluate[bool](is)) {
			seen := `(s => s.boxShadow !== "none" || s.outlineStyle !== "none")(getComputedStyle(document.activeElement))`
			if !ask(b, chromedp.Evaluate[bool](seen)) {
				b.t.Errorf("%s: nobody sees the focus on %s", b.address(), selector)
			}
			return
		}
	}
	b.t.Fatalf("%s: the tab key does not lead to %s", b.address(), selector)
}

func (b *tab) address() string { return ask(b, chromedp.Location()) }

// follow presses Enter on what is focused and waits for the page that it leads to.
func (b *tab) follow() {
	b.t.Helper()
	b.leave(func() { b.press(kb.Enter) })
}

// choose picks a radio button by the arrow keys.
func (b *tab) choose(name, value string) {
	b.t.Helper()
	b.reach(fmt.Sprintf(`input[type=radio][name=%q]`, name))
	b.press(" ")
	for range 60 {
		if ask(b, chromedp.Evaluate[string](`document.activeElement.value`)) == value {
			return
		}
		b.press(kb.ArrowDown)
	}
	b.t.Fatalf("%s: %s has no choice %s", b.address(), name, value)
}

// fill answers a question of a form.
func (b *tab) fill(name, value string) {
	b.t.Helper()
	if b.has(fmt.Sprintf(`input[type=radio][name=%q]`, name)) {
		b.choose(name, value)
		return
	}
	b.reach(fmt.Sprintf(`[name=%q]`, name))
	b.press(value)
}

// fillDate answers the parts of a date, and of a time if there is one: YYYY-MM-DD or YYYY-MM-DDTHH:MM.
func (b *tab) fillDate(name, when string) {
	b.t.Helper()
	day, clock, timed := strings.Cut(when, "T")
	parts := strings.Split(day, "-")
	b.fill(name+"-day", parts[2])
	b.fill(name+"-month", parts[1])
	b.fill(name+"-year", parts[0])
	if timed {
		b.fill(name+"-time", clock)
	}
}
