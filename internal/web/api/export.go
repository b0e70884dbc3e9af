package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

type exportIn struct {
	Dated
	Table  string `path:"table" enum:"deadlines,checks,needs,timeline,ledger"`
	Format string `query:"format" enum:"csv,json" default:"csv"`
}

type portfolioExportIn struct {
	Polled
	Filter
	Format string `query:"format" enum:"csv,json" default:"csv"`
}

type exportOut struct {
	Status       int
	ETag         string `header:"ETag" doc:"for If-None-Match"`
	CacheControl string `header:"Cache-Control"`
	ContentType  string `header:"Content-Type"`
	Disposition  string `header:"Content-Disposition"`
	Body         []byte
}

// table is what an export holds: named columns, and rows of as many cells. A cell is a text, a truth, a number, a day, an
// instant or JSON. New columns come last: spreadsheets know the others by their place.
type table struct {
	columns []string
	rows    [][]any
}

func (s *Service) exportRoutes(d *definition) {
	op := d.operation(http.MethodGet, "/api/programmes/{programme}/export/{table}", "export",
		"A table of a programme as CSV or JSON",
		200, 304, 400, 404)
	register(d, exporting(op), s.export)
	op = d.operation(http.MethodGet, "/api/export/portfolio", "export-portfolio", "The portfolio as CSV or JSON", 200,
		304, 400)
	register(d, exporting(op), s.exportPortfolio)
}

// exporting describes the two forms of an export.
func exporting(op huma.Operation) huma.Operation {
	op.Responses["200"] = &huma.Response{Description: "The table. In CSV instants are London's wall clock; in JSON they are " +
		"RFC 3339, null if there is none, and other values have their types", Content: map[string]*huma.MediaType{
		"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}},
		"application/json": {Schema: &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeObject,
			AdditionalProperties: true}}}}}
	return op
}

func (s *Service) export(ctx context.Context, in *exportIn) (*exportOut, error) {
	at, err := s.asked(ctx, in.Dated)
	if err != nil {
		return nil, s.told(err)
	}
	r, err := fresh(in.Polled, at.ETag(), func() ([]byte, error) { return s.Export(ctx, at, in.Table, in.Format) })
	if err != nil {
		return nil, s.told(err)
	}
	return exported(r, in.Programme+"-"+in.Table, in.Format), nil
}

// Tables lists the names of what Export gives.
func Tables() []string { return []string{"deadlines", "checks", "needs", "timeline", "ledger"} }

// Export renders a table of a programme as csv or json.
func (s *Service) Export(ctx context.Context, at Standing, table, format string) ([]byte, error) {
	t, err := s.tableOf(ctx, at, table)
	if err != nil {
		return nil, err
	}
	return t.rendered(format)
}

func (s *Service) exportPortfolio(ctx context.Context, in *portfolioExportIn) (*exportOut, error) {
	all, err := s.Office.Portfolio(ctx)
	if err != nil {
		return nil, s.told(err)
	}
	picked := slices.DeleteFunc(all, func(p office.Summary) bool { return !in.Picks(p) })
	r, err := fresh(in.Polled, TagOfPortfolio(picked), func() ([]byte, error) { return portfolioTable(picked).rendered(in.Format) })
	if err != nil {
		return nil, s.told(err)
	}
	return exported(r, "portfolio", in.Format), nil
}

func portfolioTable(all []office.Summary) table {
	t := table{columns: []string{"programme", "title", "rating", "status", "halt", "stage", "transfer", "next", "rehearsal",
		"waits", "overdue"}}
	for _, p := range all {
		t.add(p.Programme, p.Title, string(p.RAG), string(p.Status), p.Halt, string(p.Stage), p.Transfer, p.Next, p.Rehearsal,
			p.Waits, p.Overdue)
	}
	return t
}

func (s *Service) tableOf(ctx context.Context, at Standing, name string) (table, error) {
	switch name {
	case "deadlines":
		return s.deadlineTable(at)
	case "checks":
		return checkTable(at), nil
	case "needs":
		return needTable(at), nil
	}
	entries, err := s.Office.Store.Entries(ctx, at.Definition.Programme, 1, at.Seq)
	if err != nil {
		return table{}, err
	}
	if name == "timeline" {
		return timelineTable(entries)
	}
	return ledgerTable(entries)
}

func (s *Service) deadlineTable(at Standing) (table, error) {
	t := table{columns: []string{"id", "stage", "title", "owner", "due", "met", "overdue", "why", "source"}}
	all, err := s.Deadlines(at)
	for _, d := range all {
		t.add(d.ID, string(d.Stage), d.Title, string(d.Owner), d.Due, d.Met, d.Overdue, d.Why, d.Cite)
	}
	return t, err
}

func checkTable(at Standing) table {
	t := table{columns: []string{"id", "title", "owner", "phase", "blocking", "status", "evidence", "submitter",
		"judge", "reason", "due"}}
	for _, c := range at.Checks {
		t.add(c.ID, c.Title, string(c.Owner), string(c.Phase), c.Blocking, string(c.Status), c.Evidence, c.Submitter, c.Judge,
			c.Reason, at.CheckDue(c))
	}
	return t
}

func needTable(at Standing) table {
	t := table{columns: []string{"due", "role", "person", "what", "command", "subject", "blocks"}}
	for _, n := range at.Needs() {
		t.add(n.Due, string(n.Role), n.Person, n.What, n.Command, n.Subject, n.Blocks)
	}
	return t
}

func timelineTable(entries []handover.Entry) (table, error) {
	t := table{columns: []string{"entry", "at", "by", "stage", "what", "why"}}
	_, lines, err := handover.Replay(entries)
	for _, l := range lines {
		t.add(l.Seq, l.At, l.By, string(l.Stage), l.What, l.Why)
	}
	return t, err
}

func ledgerTable(entries []handover.Entry) (table, error) {
	t := table{columns: []string{"entry", "at", "by", "kind", "data", "occurred", "request"}}
	for _, e := range entries {
		data, err := json.Marshal(e.Event)
		if err != nil {
			return t, err
		}
		t.add(e.Seq, e.At, e.By, e.Event.Kind(), json.RawMessage(data), e.Occurred, e.Request)
	}
	return t, nil
}

func (t *table) add(cells ...any) { t.rows = append(t.rows, cells) }

// written is a cell as a spreadsheet reads it: an instant is London's wall clock.
func written(cell any) string {
	switch v := cell.(type) {
	case string:
		return v
	case json.RawMessage:
		return string(v)
	case calendar.Date:
		return v.String()
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.In(calendar.London()).Format("2006-01-02 15:04")
	}
	return fmt.Sprint(cell) // a truth or a number
}

// typed is a cell as a program reads it: as everywhere in the API, and null where there is no day or instant.
func typed(cell any) any {
	switch v := cell.(type) {
	case calendar.Date:
		if v.IsZero() {
			return nil
		}
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return v.UTC()
	}
	return cell
}

// exported is an answer that browsers save as a file.
func exported(r *reply[[]byte], name, format string) *exportOut {
	out := &exportOut{Status: r.Status, ETag: r.ETag, CacheControl: r.CacheControl, ContentType: "application/json",
		Disposition: `attachment; filename="` + name + "." + format + `"`, Body: r.Body}
	if r.Status == http.StatusNotModified { // nothing to save, and nothing of a form
		out.ContentType, out.Disposition = "", ""
		return out
	}
	if format == "csv" {
		out.ContentType = "text/csv; charset=utf-8"
	}
	return out
}

func (t table) rendered(format string) ([]byte, error) {
	if format == "csv" {
		return t.csv()
	}
	return json.Marshal(t.objects())
}

func (t table) objects() []map[string]any {
	all := []map[string]any{}
	for _, row := range t.rows {
		object := map[string]any{}
		for i, cell := range row {
			object[t.columns[i]] = typed(cell)
		}
		all = append(all, object)
	}
	return all
}

func (t table) csv() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write(t.columns); err != nil {
		return nil, err
	}
	for _, row := range t.rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = Unarmed(written(cell))
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// Unarmed keeps a spreadsheet from taking a cell for a formula (CWE-1236): it is shown as the text that it is.
func Unarmed(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
