package web

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// Sizes and headers of requests that write.
const (
	mostFile      = 4 << 20 // bytes of a file: what one invocation can carry; larger ones go to the bucket directly
	mostEntries   = 1000    // entries of a ledger in one answer
	keyHeader     = "Idempotency-Key"
	personHeader  = "Handover-Person"
	mostKeyLength = 100
)

// Written is the answer to a request that wrote: where the ledger stands, and how many entries the request added (none
// if it was a repetition).
type Written struct {
	Programme string `json:"programme"`
	Sequence  int    `json:"sequence"`
	Added     int    `json:"added"`
}

// Log is a stretch of a programme's ledger.
type Log struct {
	Entries []handover.Entry `json:"entries"`
}

// writes adds the routes that write, and the ledger.
func (s *site) writes(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/programmes", s.answer(http.StatusCreated, s.start))
	mux.HandleFunc("POST /api/programmes/{id}/commands/{command}", s.answer(http.StatusOK, s.command))
	mux.HandleFunc("PUT /api/programmes/{id}/files/{name...}", s.answer(http.StatusCreated, s.keep))
	mux.HandleFunc("GET /api/programmes/{id}/log", s.json(s.ledger))
}

// start enters a programme. The person who starts it holds the programme office in its definition.
func (s *site) start(r *http.Request) (any, error) {
	d, err := intake.Definition("definition", r.Body)
	if err != nil {
		return nil, err
	}
	actor, err := actorOf(r, d)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(actor.Roles, handover.ProgrammeOffice) {
		return nil, fault.New(fault.Forbidden, "only the programme office starts a programme").At("", personHeader).With(actor.ID)
	}
	result, err := s.office.Start(r.Context(), d, actor.ID)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(r.Context(), "started", "programme", d.Programme, "person", actor.ID,
		"caller", callerOf(r.Context()))
	return Written{d.Programme, result.Programme.Seq, len(result.Entries)}, nil
}

// command gives a command as a person. Without an idempotency key nobody could tell a repetition from a second command.
func (s *site) command(r *http.Request) (any, error) {
	id, name, key := r.PathValue("id"), r.PathValue("command"), r.Header.Get(keyHeader)
	if key == "" || len(key) > mostKeyLength {
		return nil, fault.New(fault.Invalid, "the command needs a key of 1 to %d characters", mostKeyLength).At("", keyHeader).
			To("send a new key with each command, and the same key with each repetition")
	}
	c, err := intake.Command(name, name, r.Body)
	if err != nil {
		return nil, err
	}
	p, err := s.office.Load(r.Context(), id)
	if err != nil {
		return nil, err
	}
	actor, err := actorOf(r, p.Definition)
	if err != nil {
		return nil, err
	}
	result, err := s.office.Do(r.Context(), id, c, actor, key)
	if err != nil {
		return nil, err
	}
	s.log.InfoContext(r.Context(), "command", "programme", id, "command", name, "person", actor.ID,
		"caller", callerOf(r.Context()))
	return Written{id, result.Programme.Seq, len(result.Entries)}, nil
}

// keep files a document of people: an extract or a piece of evidence. Letters and reports are the product's own.
func (s *site) keep(r *http.Request) (any, error) {
	id, name := r.PathValue("id"), r.PathValue("name")
	if !strings.HasPrefix(name, "extracts/") && !strings.HasPrefix(name, "evidence/") {
		return nil, fault.New(fault.Refused, "a document of this name is not taken").With(name).
			To("name it extracts/… or evidence/…")
	}
	p, err := s.office.Load(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if _, err := actorOf(r, p.Definition); err != nil {
		return nil, err
	}
	content, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, mostFile))
	if err != nil {
		return nil, tooLarge(err)
	}
	return s.office.Files.Put(r.Context(), id+"/"+name, content)
}

// ledger gives entries from sequence number ?from (1 if missing) on, at most ?limit.
func (s *site) ledger(r *http.Request) (any, error) {
	from, err := number(r, "from", 1)
	if err != nil {
		return nil, err
	}
	limit, err := number(r, "limit", mostEntries)
	if err != nil {
		return nil, err
	}
	id := r.PathValue("id")
	if _, err := s.office.Peek(r.Context(), id); err != nil { // a programme that is not there has no empty ledger
		return nil, err
	}
	entries, err := s.office.Store.Entries(r.Context(), id, from, min(limit, mostEntries))
	if entries == nil {
		entries = []handover.Entry{}
	}
	return Log{entries}, err
}

// number reads a whole number ≥ 1 from the query.
func number(r *http.Request, name string, missing int) (int, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return missing, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fault.New(fault.Invalid, "the query needs a whole number from 1 on").At("", "?"+name).
			With(text)
	}
	return n, nil
}

// actorOf is the person of a definition on whose behalf a request acts.
func actorOf(r *http.Request, d handover.Definition) (handover.Actor, error) {
	id := r.Header.Get(personHeader)
	person, ok := d.Person(id)
	if !ok {
		return handover.Actor{}, fault.New(fault.Forbidden, "the definition knows nobody of that id").At("", personHeader).With(id).
			To("use the id of one of /people")
	}
	return handover.Actor{ID: person.ID, Roles: person.Roles}, nil
}

// tooLarge gives a body that was cut off its reason.
func tooLarge(err error) error {
	var cut *http.MaxBytesError
	if errors.As(err, &cut) {
		return fault.Wrap(fault.Invalid, err, "the request's body has more than %d bytes", cut.Limit)
	}
	return err
}
