package web_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/web"
)

// upload sends a definition, or none, with a picked sample.
func (b *browser) upload(definition []byte, sample string) *http.Response {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("secret", field(b.page("/start"), "secret"))
	_ = w.WriteField("sample", sample)
	if definition != nil {
		part, err := w.CreateFormFile("definition", "mine.json")
		if err != nil {
			b.t.Fatal(err)
		}
		_, _ = part.Write(definition)
	}
	_ = w.Close()
	return b.ask(http.MethodPost, "/start", http.Header{"Cookie": {b.cookie},
		"Content-Type": {w.FormDataContentType()}}, &body)
}

// TestStarting takes a definition from its upload to the running programme.
func TestStarting(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, true, "2022-03-22", web.Samples(web.Sample{Name: "doncaster.json", Definition: raw}))
	b := h.browser("")
	for name, c := range map[string]struct {
		definition []byte
		says       string
	}{
		"nothing":  {nil, "No definition was chosen"},
		"no JSON":  {[]byte("{"), "Line 1: "},
		"no field": {[]byte("{}"), "is missing"},
		"a wrong date": {bytes.Replace(raw, []byte("2022-09-30T00:01"), []byte("2022-09-31T00:01"), 1),
			`<a href="#definition">Line 8, transfer: `},
		"a wrong id": {bytes.Replace(raw, []byte(`"programme": "doncaster"`), []byte(`"programme": "../x"`), 1),
			`, programme: `},
	} {
		if r := b.upload(c.definition, ""); r.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", name, r.StatusCode)
		} else if page := text(t, r); !strings.Contains(page, "There is a problem") || !strings.Contains(page, c.says) {
			t.Errorf("%s: %s", name, core(page))
		}
	}
	if status, _, page := b.get("/start/check"); status != http.StatusConflict || !strings.Contains(page,
		"No definition was chosen yet") {
		t.Errorf("nothing to check: %d", status)
	}
	for size, status := range map[int]int{1<<20 + 1: http.StatusBadRequest, 2 << 20: http.StatusRequestEntityTooLarge} {
		if r := b.upload(bytes.Repeat([]byte("x"), size), ""); r.StatusCode != status {
			t.Errorf("%d bytes: %d", size, r.StatusCode)
		} else if page := text(t, r); !strings.Contains(page, `<a href="#definition">The file has more than 1 MB; choose`) ||
			!strings.Contains(page, `type="file"`) {
			t.Errorf("%d bytes: %s", size, core(page))
		}
	}
	if r := b.upload(nil, "doncaster.json"); r.StatusCode != http.StatusSeeOther ||
		r.Header.Get("Location") != "/start/check" {
		t.Fatalf("%d to %s", r.StatusCode, r.Header.Get("Location"))
	}
	page := b.page("/start/check")
	for _, want := range []string{"Doncaster children&#39;s services", "Friday 30 September 2022 at 00:01",
		"What was found", "Who starts it?", "office-2"} {
		if !strings.Contains(page, want) {
			t.Errorf("the plan lacks %q", want)
		}
	}
	sent := hiddenOf(page)
	sent.Set("person", "legal")
	if page := b.send("/start/check", sent, http.StatusForbidden); !strings.Contains(page,
		"Only the programme office starts a programme") {
		t.Error("somebody else started it")
	}
	sent.Set("person", "office-2")
	to := b.send("/start/check", sent, http.StatusSeeOther)
	if to != "/programmes/doncaster?started=1" {
		t.Errorf("it leads to %s", to)
	}
	if page := b.page(to); !strings.Contains(page, "You act as <strong>office-2</strong>") ||
		!strings.Contains(page, "The programme has started.") || strings.Contains(page, "entry 1</a>") {
		t.Errorf("nobody acts in it: %s", core(page))
	}
	if page := b.page("/programmes/doncaster/ledger"); !strings.Contains(page, "Planned: ") {
		t.Errorf("the workflow does not run: %s", core(page))
	}
	if r := b.upload(raw, ""); r.StatusCode != http.StatusSeeOther {
		t.Fatal(r.StatusCode)
	}
	if again := b.send("/start/check", sent, http.StatusSeeOther); again != to {
		t.Errorf("the form sent twice leads to %s", again)
	}
	sent.Set("key", field(b.page("/start/check"), "key"))
	b.send("/start/check", sent, http.StatusConflict)
}

// TestAnotherDefinitionIsNotStarted holds that the definition is started whose plan was shown, and none that was chosen in
// another window of the same browser.
func TestAnotherDefinitionIsNotStarted(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	b := newHouse(t, true, "2022-03-22").browser("")
	b.upload(raw, "")
	first := hiddenOf(b.page("/start/check"))
	first.Set("person", "office-1")
	b.upload(bytes.Replace(raw, []byte(`"programme": "doncaster"`), []byte(`"programme": "other"`), 1), "")
	page := b.send("/start/check", first, http.StatusOK)
	says(t, page, []string{"Another definition was chosen since you looked", "(other)", "Start the programme</button>"}, nil)
	if page := b.page("/"); strings.Contains(page, "/programmes/other") || strings.Contains(page, "/programmes/doncaster") {
		t.Errorf("something was started: %s", core(page))
	}
	second := hiddenOf(page)
	second.Set("person", "office-1")
	if to := b.send("/start/check", second, http.StatusSeeOther); to != "/programmes/other?started=1" {
		t.Errorf("it leads to %s", to)
	}
}

// TestPickingADefinition picks one that lies where the server runs, among those that lie there now.
func TestPickingADefinition(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	var lie []web.Sample
	b := newHouse(t, true, "2022-03-22", web.Definitions(func() ([]web.Sample, error) { return lie, nil })).browser("")
	says(t, b.page("/start"), []string{"can be picked here"}, []string{`type="radio"`, "sample"})
	page := text(t, b.upload(nil, ""))
	says(t, page, []string{"No definition was chosen; upload one<"}, nil)
	lie = []web.Sample{{Name: "mine.json", Definition: raw}, {Name: "bad.json", Definition: []byte("{")}}
	says(t, b.page("/start"), []string{"Or pick one that lies in the data directory", "bad.json"}, []string{"samples"})
	says(t, text(t, b.upload(nil, "")), []string{"upload one or pick one of the list"}, nil)
	says(t, text(t, b.upload(nil, "bad.json")), []string{"There is a problem", "Line 1: "}, nil)
	if r := b.upload(nil, "mine.json"); r.Header.Get("Location") != "/start/check" {
		t.Errorf("it leads to %s", r.Header.Get("Location"))
	}
}

// TestDefinitionsThatCannotBeListed holds that who has a file can upload it even then, and that the log says why.
func TestDefinitionsThatCannotBeListed(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, true, "2022-03-22", web.Definitions(func() ([]web.Sample, error) {
		return nil, fault.New(fault.Unavailable, "the disk fails in sector 7")
	}))
	b := h.browser("")
	says(t, b.page("/start"), []string{"Upload a definition", "cannot be listed at present"}, []string{"can be picked", "sector 7"})
	if !strings.Contains(h.log.String(), "sector 7") {
		t.Errorf("the log says %s", h.log)
	}
	says(t, text(t, b.upload([]byte("{"), "")), []string{"There is a problem", "Line 1: ", `type="file"`}, nil)
	says(t, text(t, b.upload(nil, "mine.json")), []string{"No definition was chosen; upload one<"}, nil)
	if r := b.upload(raw, ""); r.Header.Get("Location") != "/start/check" {
		t.Errorf("an upload is answered %d", r.StatusCode)
	}
}

// TestManyDefinitions holds that some are listed and that the page says so, that a long title is cut, and that what cannot be
// read says so once it is picked.
func TestManyDefinitions(t *testing.T) {
	lie := []web.Sample{{Name: "a.json", Definition: []byte(`{"title": "` + strings.Repeat("é", 121) + `"}`)},
		{Name: "b.json", Trouble: fault.New(fault.Invalid, "the file cannot be read")}}
	for range web.MostListed - 2 {
		lie = append(lie, web.Sample{Name: "c.json"})
	}
	b := newHouse(t, true, "2022-03-22", web.Definitions(func() ([]web.Sample, error) { return lie, nil })).browser("")
	page := b.page("/start")
	says(t, page, []string{">" + strings.Repeat("é", 119) + "… <", `value="b.json"`}, []string{"There are more"})
	says(t, text(t, b.upload(nil, "b.json")), []string{"The file cannot be read"}, nil)
	lie = append(lie, web.Sample{Name: "z.json"})
	page = b.page("/start")
	says(t, page, []string{"There are more: the first 50 are listed"}, []string{"z.json"})
	if n := strings.Count(page, `type="radio"`); n != web.MostListed {
		t.Errorf("%d are listed", n)
	}
}

// TestWhatLiesInThePastIsNotStarted holds that the plan is told to be too late before anything is entered.
func TestWhatLiesInThePastIsNotStarted(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, false, "2022-03-22")
	b := h.browser("")
	b.upload(raw, "")
	given := hiddenOf(b.page("/start/check"))
	given.Set("person", "office-1")
	h.watch.Set(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
	const late = "the transfer of doncaster lies in the past"
	says(t, b.page("/start/check"), []string{"There is a problem", late, "cannot start as it is planned"},
		[]string{"Start the programme</button>"})
	says(t, b.send("/start/check", given, http.StatusConflict), []string{late}, nil)
}

// TestServiceThatIsLate warns of a plan whose day of service has passed: the notice may have been served by then, so that the
// programme can start all the same.
func TestServiceThatIsLate(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	const late = "he day planned for serving the notice, Friday 8 April 2022, has passed; served today, the period would end on "
	for day, c := range map[string]struct{ ends, mend string }{
		"2022-04-11": {"Wednesday 13 July 2022, 78 days before the transfer", "plan a day to come"},
		"2022-06-17": {"Wednesday 21 September 2022, 8 days before the transfer", "plan a day to come"},
		"2022-09-29": {"Tuesday 3 January 2023, too late for the transfer", "put the transfer off"},
	} {
		h := newHouse(t, false, day)
		b := h.browser("")
		b.upload(raw, "")
		says(t, b.page("/start/check"), []string{`amber">Warning</strong> T` + late + c.ends + ".", c.mend,
			"Start the programme</button>"}, nil)
		if _, _, body := h.program(http.MethodPost, "/api/definitions", string(raw), "Content-Type",
			"application/json"); !strings.Contains(body, `"severity":"warning","problem":"t`+late+c.ends+`"`) {
			t.Errorf("%s: programs are told %s", day, body)
		}
	}
	for _, day := range []string{"2022-03-22", "2022-04-08", "2022-10-05"} {
		b := newHouse(t, false, day).browser("")
		b.upload(raw, "")
		says(t, b.page("/start/check"), nil, []string{"planned for serving the notice"})
	}
}

// box is a mailbox with one mail.
type box struct{ mail web.Mail }

func (b box) List(context.Context) ([]web.Mail, error) { return []web.Mail{b.mail}, nil }
func (b box) Read(_ context.Context, name string) (web.Mail, error) {
	if name != b.mail.Name {
		return web.Mail{}, fault.New(fault.NotFound, "there is no such mail")
	}
	return b.mail, nil
}

// TestMails reads a mail, whose text is never taken for HTML.
func TestMails(t *testing.T) {
	h := newHouse(t, false, "2022-03-22", web.Mails(box{web.Mail{Name: "doncaster-4-0", Subject: "Letters <b>",
		To: []string{"legal@doncaster.example"},
		At: time.Date(2022, 4, 8, 8, 0, 0, 0, time.UTC), Body: "Serve <script>", Attached: []string{"notice.html"}}}))
	b := h.browser("")
	if page := b.page("/mails"); !strings.Contains(page, `<a href="/mails/doncaster-4-0">Letters &lt;b&gt;</a>`) ||
		!strings.Contains(page, "8 Apr 2022, 09:00") {
		t.Errorf("the mails are %s", core(page))
	}
	if page := b.page("/mails/doncaster-4-0"); !strings.Contains(page, "Serve &lt;script&gt;") ||
		!strings.Contains(page, "notice.html") {
		t.Errorf("the mail is %s", core(page))
	}
	if status, _, _ := b.get("/mails/other"); status != http.StatusNotFound {
		t.Errorf("another mail: %d", status)
	}
}

// TestDemonstration holds that every page of a demonstration says so, and that its time passes by hand.
func TestDemonstration(t *testing.T) {
	var h *house
	h = newHouse(t, true, "2022-03-22", web.Demonstration(web.Demo{
		Advance: func(_ context.Context, until time.Time) error { h.watch.Set(until); return nil },
		Next:    func(context.Context) (time.Time, error) { return h.watch.Now().Add(time.Hour), nil }}))
	h.started()
	b := h.browser("")
	for _, path := range []string{"/", "/programmes/doncaster", "/programmes/doncaster/checks", "/start", "/clock",
		"/session", "/nowhere", do + "stop"} {
		if _, _, page := b.get(path); !strings.Contains(page,
			"Demonstration</strong> Nothing here is real, and nothing is sent. It is Tuesday 22 March 2022 at 09:00") {
			t.Errorf("%s does not say what it is", path)
		}
	}
	secret := field(b.page("/clock"), "secret")
	b.send("/clock", url.Values{"secret": {secret}, "to": {"next"}}, http.StatusSeeOther)
	if page := b.page("/clock"); !strings.Contains(page, "Tuesday 22 March 2022 at 10:00") {
		t.Errorf("it is %s", core(page))
	}
	until := func(day, month, year string, want int) string {
		return b.send("/clock", url.Values{"secret": {secret}, "until-day": {day}, "until-month": {month},
			"until-year": {year}}, want)
	}
	until("8", "4", "2022", http.StatusSeeOther)
	if page := b.page("/clock"); !strings.Contains(page, "Friday 8 April 2022 at 09:00") {
		t.Errorf("it is %s", core(page))
	}
	for _, bad := range [][3]string{{"1", "4", "2022"}, {"31", "4", "2022"}, {"", "", ""}, {"1", "1", "2099"}} {
		if page := until(bad[0], bad[1], bad[2], http.StatusBadRequest); !strings.Contains(page, `href="#until-day"`) {
			t.Errorf("%v: %s", bad, core(page))
		}
	}
}

// TestDocuments hands out what the product wrote, by its digest, and never an extract.
func TestDocuments(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-20", "")
	b := h.browser("")
	p, err := h.app.Office.Peek(t.Context(), "doncaster")
	if err != nil {
		t.Fatal(err)
	}
	for _, letter := range p.Notice.Letters {
		status, header, content := b.get("/programmes/doncaster/documents/" + letter.SHA256)
		wants := map[bool]string{true: "attachment", false: "inline"}[strings.HasSuffix(letter.Name, ".html")]
		if status != http.StatusOK || len(content) < 500 || !strings.HasPrefix(header.Get("Content-Disposition"), wants) ||
			strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %v", letter.Name, status, header)
		}
	}
	run := p.Datasets[0].Last
	if status, header, _ := b.get("/programmes/doncaster/documents/" + run.Report.SHA256); status != http.StatusOK ||
		header.Get("Content-Type") != "application/json" {
		t.Errorf("the report: %d %v", status, header)
	}
	for _, digest := range []string{run.Source.SHA256, "x", strings.Repeat("0", 64)} {
		if status, _, _ := b.get("/programmes/doncaster/documents/" + digest); status != http.StatusNotFound {
			t.Errorf("%s: %d", digest, status)
		}
	}
}
