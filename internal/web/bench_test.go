package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"example.org/handover/internal/bolt"
)

// readers is how many people read at once.
const readers = 50

// BenchmarkPages has fifty people read each page at once from the embedded store, each with a session and a role of
// their own, and reports how long the slowest hundredth waits. Each looks again as soon as the page is there.
func BenchmarkPages(b *testing.B) {
	h := newHouse(b, true, "2022-03-22")
	store, err := bolt.Open(filepath.Join(b.TempDir(), "data"), bolt.Options{Create: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	h.store.Store = store
	h.played("2022-09-16", "")
	people := definition(b).People
	var browsers []*browser
	for i := range readers {
		browsers = append(browsers, h.browser(people[i%len(people)].ID))
	}
	for _, path := range []string{"/", "/programmes/doncaster", "/programmes/doncaster/notice",
		"/programmes/doncaster/consultation",
		"/programmes/doncaster/migration", "/programmes/doncaster/checks", "/programmes/doncaster/decision",
		"/programmes/doncaster/ledger",
		"/programmes/doncaster/work", "/programmes/doncaster?as-of=2022-06-01"} {
		b.Run(path, func(b *testing.B) { together(b, browsers, path) })
	}
	h.store.Store = portfolio{store, manyProgrammes(2000)}
	b.Run("portfolio of 2000", func(b *testing.B) { together(b, browsers, "/") })
}

// together lets all browsers ask for a page b.N times between them.
func together(b *testing.B, browsers []*browser, path string) {
	took := make([][]time.Duration, len(browsers))
	b.ResetTimer()
	var all sync.WaitGroup
	for i, one := range browsers {
		all.Add(1)
		go func() {
			defer all.Done()
			for n := i; n < b.N; n += len(browsers) {
				took[i] = append(took[i], one.timed(path))
			}
		}()
	}
	all.Wait()
	b.StopTimer()
	times := slices.Concat(took...)
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
}

// timed asks for a page and says how long it took.
func (one *browser) timed(path string) time.Duration {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = "127.0.0.1"
	r.Header.Set("Cookie", one.cookie)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	began := time.Now()
	one.ServeHTTP(w, r)
	took := time.Since(began)
	if w.Code != http.StatusOK {
		panic(fmt.Sprintf("%s: %d %s", path, w.Code, w.Body))
	}
	return took
}
