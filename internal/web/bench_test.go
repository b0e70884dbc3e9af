//go:build unix

package web_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/web"
)

// readers is how many people read at once.
const readers = 50

// BenchmarkPages has fifty people read each page at once from the embedded store over HTTP, each with a session and a
// role of their own, and reports how long the slowest hundredth waits. Each looks again as soon as the page is there.
// First each looks once, one after the other, at an address of their own: cold-ms is the median of pages that have to be
// built. cpu-ms is the processor time of a page, its reader included, which a busy machine does not change.
func BenchmarkPages(b *testing.B) {
	h := newHouse(b, true, "2022-03-22")
	store, err := bolt.Open(filepath.Join(b.TempDir(), "data"), bolt.Options{Create: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	h.store.Store = store
	h.played("2022-09-16", "")
	server := httptest.NewServer(h)
	b.Cleanup(server.Close)
	all := reading{origin: server.URL, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: readers,
		DisableCompression: true}}}
	people := definition(b).People
	for i := range readers {
		all.cookies = append(all.cookies, h.browser(people[i%len(people)].ID).cookie)
	}
	const of = "/programmes/doncaster"
	for _, path := range []string{"/", of, of + "/notice", of + "/consultation", of + "/migration", of + "/checks",
		of + "/decision",
		of + "/ledger", of + "/work", of + "?as-of=2022-06-01"} {
		b.Run(path, func(b *testing.B) { all.together(b, path) })
	}
	h.store.Store = portfolio{store, manyProgrammes(2000)}
	b.Run("portfolio of 2000", func(b *testing.B) { all.together(b, "/") })
}

// reading is fifty people with a browser each.
type reading struct {
	origin  string
	client  *http.Client
	cookies []string
}

// together lets all ask for a page b.N times between them.
func (all reading) together(b *testing.B, path string) {
	var cold []time.Duration
	for i, cookie := range all.cookies {
		joint := "?"
		if strings.Contains(path, "?") {
			joint = "&"
		}
		cold = append(cold, all.timed(b, cookie, fmt.Sprintf("%s%scold=%d-%d", path, joint, b.N, i)))
		all.timed(b, cookie, path)
	}
	took := make([][]time.Duration, readers)
	b.ResetTimer()
	before := processorTime(b)
	var done sync.WaitGroup
	for i, cookie := range all.cookies {
		done.Go(func() {
			for n := i; n < b.N; n += readers {
				took[i] = append(took[i], all.timed(b, cookie, path))
			}
		})
	}
	done.Wait()
	b.StopTimer()
	spent := processorTime(b) - before
	times := slices.Concat(took...)
	slices.Sort(times)
	slices.Sort(cold)
	milliseconds := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(milliseconds(spent)/float64(b.N), "cpu-ms")
	b.ReportMetric(milliseconds(cold[len(cold)/2]), "cold-ms")
	b.ReportMetric(milliseconds(times[len(times)/2]), "p50-ms")
	b.ReportMetric(milliseconds(times[len(times)*99/100]), "p99-ms")
}

// processorTime is what the process has had so far of all processors.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// timed asks for a page and says how long it took.
func (all reading) timed(b *testing.B, cookie, path string) time.Duration {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, all.origin+path, nil)
	if err != nil {
		b.Error(err)
		return 0
	}
	r.Header.Set("Cookie", cookie)
	r.Header.Set("Accept-Encoding", "gzip")
	began := time.Now()
	w, err := all.client.Do(r)
	if err != nil {
		b.Error(err)
		return 0
	}
	_, err = io.Copy(io.Discard, w.Body)
	took := time.Since(began)
	if err := errors.Join(err, w.Body.Close()); err != nil || w.StatusCode != http.StatusOK {
		b.Errorf("%s: %d %v", path, w.StatusCode, err)
	}
	return took
}

// BenchmarkHandler measures what a cold start spends on routes, the API's description and templates.
func BenchmarkHandler(b *testing.B) {
	h := newHouse(b, true, "2022-03-22")
	for b.Loop() {
		web.Handler(h.app.Office, slog.New(slog.DiscardHandler))
	}
}
