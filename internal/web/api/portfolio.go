package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// MostProgrammes is how many programmes one answer lists.
const MostProgrammes = 2000

// Filter picks programmes of a portfolio; what is empty picks all.
type Filter struct {
	RAG    string `query:"rag" enum:"red,amber,green" doc:"only those of this rating"`
	Status string `query:"status" enum:"running,stopping,stopped,closed" doc:"only those of this status"`
	Stage  string `query:"stage" enum:"notice,consultation,migration,golive,transfer,ringfence" doc:"only those in this stage"`
	Text   string `query:"text" minLength:"1" maxLength:"100" doc:"only those whose id or title contains this"`
}

// Picks reports whether a programme is picked.
func (f Filter) Picks(s office.Summary) bool {
	text := strings.ToLower(f.Text)
	return (f.RAG == "" || f.RAG == string(s.RAG)) && (f.Status == "" || f.Status == string(s.Status)) &&
		(f.Stage == "" || f.Stage == string(s.Stage)) &&
		(text == "" || strings.Contains(strings.ToLower(s.Title), text) || strings.Contains(s.Programme, text))
}

type portfolioIn struct {
	Polled
	Filter
	Limit int    `query:"limit" minimum:"1" maximum:"2000" default:"2000" doc:"at most so many programmes"`
	After string `query:"after" minLength:"1" maxLength:"64" doc:"programmes behind this one, by name"`
}

func (s *Service) portfolioRoutes(d *definition) {
	ask(d, "/api/programmes", "list-programmes", "Every programme, in the order of their names", s.portfolio)
	ask(d, "/api/commands", "list-commands", "Every command with the roles that may give it and the schema of its input",
		func(_ context.Context, _ *struct{}) (*reply[[]CommandInfo], error) {
			all, err := Commands()
			if err != nil {
				return nil, s.told(err)
			}
			return &reply[[]CommandInfo]{Status: 200, Body: all}, nil
		})
}

func (s *Service) portfolio(ctx context.Context, in *portfolioIn) (*reply[[]office.Summary], error) {
	all, err := s.Office.Portfolio(ctx)
	if err != nil {
		return nil, s.told(err)
	}
	picked := slices.DeleteFunc(all, func(p office.Summary) bool {
		return p.Programme <= in.After ||
			!in.Picks(p)
	})
	more := len(picked) > in.Limit
	picked = picked[:min(len(picked), in.Limit)]
	r, err := fresh(in.Polled, TagOfPortfolio(picked), func() ([]office.Summary, error) {
		if picked == nil {
			return []office.Summary{}, nil // an empty list, not null
		}
		return picked, nil
	})
	if err != nil {
		return nil, s.told(err)
	}
	if more {
		r.Link = next("/api/programmes", in.query(picked[len(picked)-1].Programme))
	}
	return r, nil
}

func (in *portfolioIn) query(after string) url.Values {
	q := url.Values{"after": {after}, "limit": {strconv.Itoa(in.Limit)}}
	for name, value := range map[string]string{"rag": in.RAG, "status": in.Status, "stage": in.Stage, "text": in.Text} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// TagOf is an ETag over what it names: any change of it changes the tag.
func TagOf(v any) string {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(v); err != nil {
		return "" // no tag: asked anew each time
	}
	return `"` + hex.EncodeToString(h.Sum(nil)[:12]) + `"`
}

// TagOfPortfolio is a TagOf that a list of thousands gets quickly.
func TagOfPortfolio(all []office.Summary) string {
	text := make([]byte, 0, 256*len(all))
	for _, p := range all {
		for _, part := range []string{p.Programme, p.Title, string(p.Status), string(p.Stage), p.Halt, string(p.RAG),
			p.Next, p.Waits} {
			text = append(append(text, part...), 0)
		}
		text = append(strconv.AppendInt(text, p.Transfer.UnixNano(), 10), 0)
		for _, day := range []calendar.Date{p.AmberFrom, p.RedFrom} {
			text = append(strconv.AppendInt(text, int64(calendar.Date{}.DaysUntil(day)), 10), 0)
		}
		text = append(strconv.AppendBool(strconv.AppendBool(text, p.Rehearsal), p.Overdue), 1)
	}
	sum := sha256.Sum256(text)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// CommandInfo describes a command.
type CommandInfo struct {
	Name    string          `json:"name"`
	Summary string          `json:"summary"`
	Roles   []handover.Role `json:"roles" doc:"who may give it; owner stands for whoever owns what it is about"`
	Schema  any             `json:"schema" doc:"JSON Schema of its input"`
}
