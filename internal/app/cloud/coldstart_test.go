package cloud_test

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The budgets of a function. The aim is an archive of 6 MB and a start of 10 ms, where a function that does nothing starts
// in 2 to 3 ms. How fast a machine is, and how busy, slows both starts alike: so it is their ratio that is held, a third above
// what is measured.
//
// The api is later than the others. It reads documents that people write, and the validator of JSON Schema compiles five
// drafts of the standard before main begins.
const (
	mostZip      = int64(6_000_000) // bytes
	mostStart    = 2.6              // times the start of nothing, in the median
	mostStartAPI = 4.5
	mostMemory   = 24 << 20 // resident bytes at the first /next
)

// build builds a function as `sam build` does, for a processor in Lambda's words, and returns the path of its program.
func build(b *testing.B, name, processor string) string {
	b.Helper()
	out := b.TempDir()
	run(b, exec.CommandContext(b.Context(), "make", "--silent", "build-"+name+"Function",
		"ARTIFACTS_DIR="+out, "ARCH="+processor)) //nolint:misspell // a word of SAM's
	return filepath.Join(out, "bootstrap")
}

// idler builds a function that does nothing, for this machine, and returns the path of its program.
func idler(b *testing.B) string {
	b.Helper()
	out := filepath.Join(b.TempDir(), "bootstrap")
	run(b, exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags=-s", "-o", out,
		"./internal/app/cloud/testdata/nothing"))
	return out
}

// run runs a command at the root of the project.
func run(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	cmd.Dir = root
	if said, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, said)
	}
}

// zipped is how many bytes a file is in an archive, packed as well as Go's deflate can, which is a little worse than zip's.
func zipped(b *testing.B, name string) int64 {
	b.Helper()
	in, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	var size atomic.Int64
	archive := zip.NewWriter(writerFunc(func(p []byte) (int, error) { size.Add(int64(len(p))); return len(p), nil }))
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	entry, err := archive.Create("bootstrap")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(entry, in); err != nil {
		b.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		b.Fatal(err)
	}
	return size.Load()
}

type writerFunc func([]byte) (int, error)

// Write implements io.Writer.
func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// BenchmarkSize builds every function for Lambda and holds what it weighs: run it with -benchtime 1x.
func BenchmarkSize(b *testing.B) {
	for _, name := range functions(b) {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				program := build(b, name, "arm64")
				info, err := os.Stat(program)
				if err != nil {
					b.Fatal(err)
				}
				size := zipped(b, program)
				b.ReportMetric(float64(info.Size())/1e6, "MB")
				b.ReportMetric(float64(size)/1e6, "MB-zip")
				b.ReportMetric(0, "ns/op")
				if size > mostZip {
					b.Errorf("%s is %d bytes in its archive, more than %d", name, size, mostZip)
				}
			}
		})
	}
}

// host is the part of Lambda's runtime API that a function sees at its start, and the AWS that it must not call yet.
type host struct {
	runtime, aws net.Listener
	asked        chan time.Time // for the first event
	called       atomic.Int32   // connections to AWS
}

func newHost(b *testing.B) *host {
	b.Helper()
	h := &host{asked: make(chan time.Time, 1)}
	for _, l := range []*net.Listener{&h.runtime, &h.aws} {
		var err error
		if *l, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = (*l).Close() })
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", func(_ http.ResponseWriter, r *http.Request) {
		h.asked <- time.Now()
		<-r.Context().Done() // no event ever comes
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	b.Cleanup(func() { _ = server.Close() })
	go func() { _ = server.Serve(h.runtime) }()
	go h.countCalls()
	return h
}

func (h *host) countCalls() {
	for {
		c, err := h.aws.Accept()
		if err != nil {
			return
		}
		h.called.Add(1)
		_ = c.Close()
	}
}

// environ is the environment that Lambda would give, with the addresses of the host.
func (h *host) environ() []string {
	env := lambda(map[string]string{"AWS_LAMBDA_RUNTIME_API": h.runtime.Addr().String(),
		"AWS_ENDPOINT_URL": "http://" + h.aws.Addr().String()})
	var all []string
	for _, name := range []string{"AWS_LAMBDA_RUNTIME_API", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID",
		"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "STACK", "REHEARSAL", "TABLE", "BUCKET", "EXTRACTS", "REPORT_KEY",
		"CHECKPOINT_KEY", "STATE_MACHINE_ARN", "SENDER", "BUS", "DUTY_TOPIC"} {
		all = append(all, name+"="+env(name))
	}
	return all
}

// cost is what a start takes.
type cost struct {
	wall, processor time.Duration
	resident        int64   // most bytes
	times           float64 // as long as the start of a function that does nothing
}

// start lets a function start until it asks for its first event.
func (h *host) start(b *testing.B, program string) cost {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), program)
	cmd.Env, cmd.Stderr = h.environ(), os.Stderr
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	var c cost
	select {
	case at := <-h.asked:
		c.wall = at.Sub(begun)
	case <-time.After(10 * time.Second):
		b.Error("the function never asks for an event")
	}
	c.resident = resident(b, cmd.Process.Pid)
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // it was killed
	c.processor = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return c
}

// resident is the most memory that a process has had resident, in bytes.
func resident(b *testing.B, process int) int64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		b.Skip("the system does not say what memory a process has")
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		b.Fatalf("the status of the process lacks its memory:\n%s", status)
	}
	kb, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb << 10
}

// BenchmarkColdStart measures the way from exec to the first question for an event: run it with -benchtime 40x. Each start
// comes after one of a function that does nothing, so that whatever else the machine does slows both.
func BenchmarkColdStart(b *testing.B) {
	nothing := idler(b)
	for _, name := range functions(b) {
		b.Run(name, func(b *testing.B) {
			h, program := newHost(b), build(b, name, strings.Replace(runtime.GOARCH, "amd64", "x86_64", 1))
			var costs []cost
			for range b.N {
				idle := h.start(b, nothing)
				c := h.start(b, program)
				c.times = float64(c.wall) / float64(idle.wall)
				costs = append(costs, c)
			}
			wall, fastest := middle(costs, func(c cost) float64 { return c.wall.Seconds() * 1e3 })
			processor, _ := middle(costs, func(c cost) float64 { return c.processor.Seconds() * 1e3 })
			memory, _ := middle(costs, func(c cost) float64 { return float64(c.resident) })
			times, _ := middle(costs, func(c cost) float64 { return c.times })
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(wall, "ms-median")
			b.ReportMetric(fastest, "ms-fastest")
			b.ReportMetric(times, "x-nothing")
			b.ReportMetric(processor, "ms-processor")
			b.ReportMetric(memory/1e6, "MB-resident")
			if b.N > 1 { // the first of all reads the program from the disk
				h.judge(b, name, times, memory)
			}
		})
	}
}

// middle returns the median and the least of a measure.
func middle(costs []cost, of func(cost) float64) (median, least float64) {
	var all []float64
	for _, c := range costs {
		all = append(all, of(c))
	}
	slices.Sort(all)
	return all[len(all)/2], all[0]
}

func (h *host) judge(b *testing.B, name string, times, resident float64) {
	b.Helper()
	most := mostStart
	if name == "api" {
		most = mostStartAPI
	}
	if times > most {
		b.Errorf("%s takes %.1f times as long to start as a function that does nothing, more than %.1f", name, times, most)
	}
	if resident > mostMemory {
		b.Errorf("%s has %.0f bytes resident, more than %d", name, resident, mostMemory)
	}
	if n := h.called.Load(); n > 0 {
		b.Errorf("%s calls AWS %d times before it asks for an event", name, n)
	}
}
