package web_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
)

// TestForesightRecordsNothing holds that a program is told what a command would lead to, that nothing of it is recorded,
// and that the command given with its ETag is refused once anything has been recorded since.
func TestForesightRecordsNothing(t *testing.T) {
	h := newHouse(t, false, "2022-03-22").started()
	before := sequence(t, h)
	status, header, body := h.program(http.MethodPost, of+"/foresight/pause", `{"reason":"r"}`, "Handover-Person", "sro",
		"Content-Type", "application/json")
	var f api.Foresight
	if err := json.Unmarshal([]byte(body), &f); err != nil || status != http.StatusOK || f.Sequence != before ||
		len(f.Lines) != 1 || f.Lines[0].Kind != "paused" || !strings.HasPrefix(f.Lines[0].What, "PAUSED: ") ||
		len(f.Mails) != 1 || len(f.Mails[0].To) == 0 {
		t.Fatalf("foresight: %d %v %s", status, err, body)
	}
	if after := sequence(t, h); after != before {
		t.Errorf("the ledger stands at %d, not %d", after, before)
	}
	seen := f.Foreseen()
	if len(seen.Lines) != 1 || seen.Lines[0].Kind != "paused" || len(seen.Mails) != 1 ||
		seen.Mails[0].Subject != f.Mails[0].Subject {
		t.Errorf("in the words of the domain: %+v", seen)
	}
	pause := func(key string) int {
		status, _, _ := h.program(http.MethodPost, of+"/commands/pause", `{"reason":"r"}`, "Handover-Person", "sro",
			"Content-Type", "application/json", "Idempotency-Key", key, "If-Match", header.Get("ETag"))
		return status
	}
	h.does("dpo", "submit-evidence", `{"check":"DAT-1","evidence":"EDRMS/1"}`)
	if status := pause("k"); status != http.StatusPreconditionFailed {
		t.Errorf("given on what has moved: %d", status)
	}
}

// TestForesightIsRefusedAsTheCommandIs holds that whoever may not give a command is not told either what it leads to.
func TestForesightIsRefusedAsTheCommandIs(t *testing.T) {
	h := newHouse(t, false, "2022-03-22").started()
	for _, c := range []struct {
		name, path, person, body string
		status                   int
		says                     string
	}{
		{"an unknown command", of + "/foresight/sing", "sro", `{}`, 404, "sing"},
		{"an unknown programme", "/api/programmes/york/foresight/pause", "sro", `{"reason":"r"}`, 404, "NotFound"},
		{"a stranger", of + "/foresight/pause", "stranger", `{"reason":"r"}`, 403, "knows nobody of that id"},
		{"without the role", of + "/foresight/pause", "hr", `{"reason":"r"}`, 403, "hr may not pause"},
		{"an input that is none", of + "/foresight/pause", "sro", `{"reason":1}`, 400, "/reason"},
		{"not possible now", of + "/foresight/resume", "sro", `{}`, 409, "Refused"},
	} {
		status, _, body := h.program(http.MethodPost, c.path, c.body, "Handover-Person", c.person, "Content-Type",
			"application/json")
		if status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d %s, want %d with %q", c.name, status, body, c.status, c.says)
		}
	}
}

// TestProgramsAdopt enters the sample with a past, and holds that a past is held to its own rules.
func TestProgramsAdopt(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, false, "2022-04-01")
	adopt := func(past, person string) (int, string) {
		status, _, body := h.program(http.MethodPost, "/api/adoptions", `{"definition":`+string(raw)+`,"past":`+past+`}`,
			"Handover-Person", person, "Content-Type", "application/json")
		return status, body
	}
	const act = `{"reason":"r","acts":[{"at":"2022-03-30T09:00","by":"dpo","do":"submit-evidence",` +
		`"input":{"check":"DAT-1","evidence":"EDRMS/1"}}]}`
	for _, c := range []struct {
		name, past, person string
		status             int
		says               string
	}{
		{"no past", `null`, "office-1", 400, "past"},
		{"an act of nobody", strings.Replace(act, `"dpo"`, `"ghost"`, 1), "office-1", 400, "/acts/0/by"},
		{"an act to come", strings.Replace(act, "2022-03-30", "2022-05-30", 1), "office-1", 409,
			"past:1: /acts/0: submit-evidence of Monday 30 May 2022: a past lies in the past"},
		{"by the wrong person", act, "legal", 403, "only the programme office"},
		{"by a stranger", act, "stranger", 403, "knows nobody of that id"},
		{"as it should be", act, "office-1", 201, `"sequence":`},
		{"twice", act, "office-1", 409, "a programme of that name already"},
	} {
		if status, body := adopt(c.past, c.person); status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d %s, want %d with %q", c.name, status, body, c.status, c.says)
		}
	}
	v, _ := read[handover.StatusView](t, h, of+"/status")
	log, _ := read[api.Log](t, h, of+"/log")
	if v.Programme != "doncaster" || len(log.Entries) < 2 || log.Entries[1].Kind != "adopted" {
		t.Errorf("it stands at %+v", v)
	}
}

// TestNothingIsProvedWithoutKey holds that a place which signs nothing says so.
func TestNothingIsProvedWithoutKey(t *testing.T) {
	h := newHouse(t, false, "2022-03-22").started()
	for _, path := range []string{"/api/checkpoint-key", of + "/checkpoint", of + "/proofs/entries/1",
		of + "/proofs/continuation?size=1&root=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"} {
		if status, _, body := h.program(http.MethodGet, path, ""); status != http.StatusConflict ||
			!strings.Contains(body, "nothing is signed here") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	for _, path := range []string{of + "/proofs/entries/0", of + "/proofs/entries/x", of + "/proofs/continuation?size=1&root=x"} {
		if status, _, body := h.program(http.MethodGet, path, ""); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}
