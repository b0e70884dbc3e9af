package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// reply is an answer with what a program needs to ask again cheaply.
type reply[T any] struct {
	Status       int
	ETag         string `header:"ETag" doc:"for If-None-Match; that of a programme for If-Match too"`
	CacheControl string `header:"Cache-Control"`
	Link         string `header:"Link" doc:"where the answer goes on: rel=next"`
	Body         T
}

// Polled lets a question be asked again at the cost of one look at the ledger.
type Polled struct {
	IfNoneMatch string `header:"If-None-Match" doc:"the ETag of an earlier answer: 304 if nothing has changed since"`
}

// Named is a question about a programme.
type Named struct {
	Programme string `path:"programme" maxLength:"64" pattern:"^[a-z0-9]+(-[a-z0-9]+)*$" example:"doncaster"`
}

// Dated is a question that may be about an earlier day.
type Dated struct {
	Named
	Polled
	AsOf string `query:"as-of" format:"date" doc:"as the ledger had it at the end of that day in London"`
}

// ETag names a programme's state on a day: what follows from the ledger changes with the ledger, or with the day.
func (at Standing) ETag() string {
	tag := fmt.Sprintf(`"%d-%s"`, at.Latest, calendar.DateOf(at.Now))
	if at.Past {
		tag = fmt.Sprintf(`"%d-%d-%s"`, at.Latest, at.Seq, calendar.DateOf(at.Now))
	}
	return tag
}

// sequenceOf reads the ledger's sequence number from an ETag; "*" is any.
func sequenceOf(tag string) (seq int, anything bool, err error) {
	if tag == "*" {
		return 0, true, nil
	}
	number, _, _ := strings.Cut(strings.Trim(tag, `"`), "-")
	seq, err = strconv.Atoi(number)
	if err != nil || seq < 1 {
		return 0, false, fault.New(fault.Invalid, "this is no ETag of a programme").At("", "If-Match").With(tag).
			To("send the ETag of the answer that the command rests on")
	}
	return seq, false, nil
}

// Matches reports whether If-None-Match names a tag.
func Matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			return tag != ""
		}
	}
	return false
}

// fresh gives an answer, or 304 to whoever has it already.
func fresh[T any](p Polled, tag string, body func() (T, error)) (*reply[T], error) {
	r := &reply[T]{Status: http.StatusOK, ETag: tag, CacheControl: "private, no-cache"}
	if Matches(p.IfNoneMatch, tag) {
		r.Status = http.StatusNotModified
		return r, nil
	}
	var err error
	r.Body, err = body()
	return r, err
}

// about answers a question about a programme.
func about[T any](ctx context.Context, s *Service, in Dated, body func(at Standing) (T, error)) (*reply[T], error) {
	at, err := s.asked(ctx, in)
	if err != nil {
		return nil, s.told(err)
	}
	r, err := fresh(in.Polled, at.ETag(), func() (T, error) { return body(at) })
	if err != nil {
		return nil, s.told(err)
	}
	return r, nil
}

func (s *Service) asked(ctx context.Context, in Dated) (Standing, error) {
	var day calendar.Date
	if in.AsOf != "" {
		var err error
		if day, err = calendar.ParseDate(in.AsOf); err != nil {
			return Standing{}, err
		}
	}
	return s.At(ctx, in.Programme, day)
}

// told gives an error its form for the outside; what is ours alone goes to the log.
func (s *Service) told(err error) error {
	p := ProblemOf(err)
	if Ours(p.Kind) {
		s.Log.Error("request", "kind", p.Kind, "err", err)
	}
	return p
}

// next is the Link header that leads to the rest of a list.
func next(path string, query url.Values) string {
	return fmt.Sprintf("<%s?%s>; rel=\"next\"", path, query.Encode())
}
