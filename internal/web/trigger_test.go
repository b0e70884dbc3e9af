package web_test

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.org/handover/internal/handover"
)

const overview = "/programmes/doncaster"

// manual starts the sample with stages that wait for the office.
func (h *house) manual(stages ...handover.Stage) *house {
	h.t.Helper()
	d := definition(h.t)
	for _, s := range stages {
		d.Stages[s] = handover.Manual
	}
	if _, err := h.app.Office.Start(h.t.Context(), d, "office-1"); err != nil {
		h.t.Fatal(err)
	}
	if err := h.app.Pump(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return h
}

// TestTheOfficeBeginsAStageWhereItWaits holds that the picture of the stages offers the office, and nobody else, to begin
// the stage that waits, that the last look says which stage that is and what follows, and that it then begins.
func TestTheOfficeBeginsAStageWhereItWaits(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").manual(handover.NoticeStage, handover.MigrationStage)
	const link = `<a href="/programmes/doncaster/do/trigger?subject=migration">Begin the stage: data migration</a></li>`
	office := h.browser("office-1")
	if page := office.page(overview); !strings.Contains(page, link) || !strings.Contains(page, "Waits for the office") {
		t.Errorf("the office does not find the stage: %s", core(page))
	}
	if page := h.browser("hr").page(overview); strings.Contains(page, "do/trigger") {
		t.Error("somebody else finds it")
	}
	look := office.page(do + "trigger?subject=migration")
	for _, want := range []string{"The programme office began the stage: data migration", "What the workflow does next",
		"The workflow waits for the extracts of each dataset", "Told by mail: data lead, data owner."} {
		if !strings.Contains(look, want) {
			t.Errorf("the last look lacks %q: %s", want, core(look))
		}
	}
	if look := office.page(do + "trigger?subject=notice"); !strings.Contains(look,
		"From Friday 8 April 2022 on the workflow drafts the letters of notice") {
		t.Errorf("the last look over the notice is %s", core(look))
	}
	office.acts(do+"trigger?subject=migration", nil)
	if page := office.page(overview); strings.Contains(page, link) || !strings.Contains(page, "/do/trigger?subject=notice") {
		t.Errorf("after that the picture is %s", core(page))
	}
}

// TestTheSamplesHaveAManualStage keeps a sample with which people can try the triggers.
func TestTheSamplesHaveAManualStage(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "westmarch.json"))
	if err != nil || !strings.Contains(string(raw), `"manual"`) {
		t.Errorf("westmarch.json has no manual stage (%v)", err)
	}
}

// TestAGraveActIsMarked holds that the last look before the end of a programme says that nothing takes it back, that
// everybody is told, and what follows; and that other acts have no red button.
func TestAGraveActIsMarked(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	sro := h.browser("sro")
	path := do + "stop"
	given := hiddenOf(sro.page(path))
	given.Set("reason", "the council has changed its mind")
	look := sro.send(path, given, 200)
	for _, want := range []string{"Stop ordered", "This cannot be undone.", "the letter that stands everybody down",
		"Told by mail: everybody in the programme."} {
		if !strings.Contains(look, want) {
			t.Errorf("the last look lacks %q: %s", want, core(look))
		}
	}
	if !regexp.MustCompile(`<button class="caution"[^>]*>Confirm and record`).MatchString(look) {
		t.Error("the button warns of nothing")
	}
	path = do + "pause"
	given = url.Values{"secret": {given.Get("secret")}, "reason": {"the holidays"}}
	if look := sro.send(path, given, 200); strings.Contains(look, `class="caution"`) || strings.Contains(look, "cannot be undone") {
		t.Error("a pause is called grave")
	}
}
