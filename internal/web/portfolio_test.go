package web_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/web/api"
)

// TestThePortfolioIsRatedToday holds, over a weekend in which nothing is recorded, that everything that lists programmes
// says what the status of each says.
func TestThePortfolioIsRatedToday(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	seen := map[handover.RAG]bool{}
	b := h.browser("office-1")
	for day := calendar.MustDate("2022-09-17"); day.Before(calendar.MustDate("2022-10-08")); day = day.AddDays(1) {
		h.watch.Set(day.At(0, 0))
		var status handover.StatusView
		var list []office.Summary
		h.asks(t, "/api/programmes/doncaster/status", &status)
		h.asks(t, "/api/programmes", &list)
		if len(list) != 1 || list[0].RAG != status.RAG || list[0].Overdue != status.Next[0].Overdue {
			t.Fatalf("%s: the list says %+v, the status %s because %s", day, list, status.RAG, status.RAGWhy)
		}
		seen[status.RAG] = true
		for _, rag := range []handover.RAG{handover.Red, handover.Amber, handover.Green} {
			want := 0
			if rag == status.RAG {
				want = 1
			}
			if h.asks(t, "/api/programmes?rag="+string(rag), &list); len(list) != want {
				t.Errorf("%s: %d programmes are %s, though the status is %s", day, len(list), rag, status.RAG)
			}
		}
		page := b.page("/")
		says(t, page, []string{"1 " + string(status.RAG), "As at " + day.Long()}, nil)
		if strings.Contains(page, "Overdue") != status.Next[0].Overdue {
			t.Errorf("%s: the page and the status differ in whether the next deadline is overdue", day)
		}
		if _, _, csv := h.program(http.MethodGet, "/api/export/portfolio", ""); !strings.Contains(csv, ","+string(status.RAG)+",") {
			t.Errorf("%s: %s: %s", day, status.RAG, csv)
		}
	}
	if !seen[handover.Amber] || !seen[handover.Red] {
		t.Errorf("the rating has never changed: %v", seen)
	}
}

// asks reads an answer of the API.
func (h *house) asks(t *testing.T, path string, answer any) {
	t.Helper()
	status, _, body := h.program(http.MethodGet, path, "")
	if err := json.Unmarshal([]byte(body), answer); err != nil || status != http.StatusOK {
		t.Fatalf("%s: %d, %v: %s", path, status, err, body)
	}
}

// TestTheTagOfAPortfolioCoversAll holds that no field of a summary is left out of it.
func TestTheTagOfAPortfolioCoversAll(t *testing.T) {
	was := api.TagOfPortfolio([]office.Summary{{}})
	for i := range reflect.TypeFor[office.Summary]().NumField() {
		var s office.Summary
		switch f := reflect.ValueOf(&s).Elem().Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		default:
			f.Set(map[reflect.Type]reflect.Value{
				reflect.TypeFor[calendar.Date](): reflect.ValueOf(calendar.MustDate("2022-09-30")),
				reflect.TypeOf(s.Transfer):       reflect.ValueOf(calendar.MustDate("2022-09-30").At(0, 1)),
			}[f.Type()])
		}
		if api.TagOfPortfolio([]office.Summary{s}) == was {
			t.Errorf("%s is not in the tag", reflect.TypeFor[office.Summary]().Field(i).Name)
		}
	}
}
