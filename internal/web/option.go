package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"example.org/handover/internal/web/api"
	"example.org/handover/internal/web/session"
)

// Option extends what a Handler serves.
type Option func(o *options)

// Caller names who signed a request, and reports false if nobody did.
type Caller func(r *http.Request) (string, bool)

type options struct {
	caller   Caller // programs that sign their requests; nil: none
	desk     *session.Desk
	announce func(link string)
	after    func(ctx context.Context)
	verify   api.Verifier
	mailbox  Mailbox
	listed   func() ([]Sample, error) // definitions that need no upload; nil: none
	own      bool                     // whether these are people's own, and no samples
	demo     *Demo
}

// SignedIn lets in whoever signed a request, under whatever host name it came. The person on whose behalf a program
// acts stands in the header Handover-Person.
func SignedIn(caller Caller) Option { return func(o *options) { o.caller = caller } }

// Desk lets browsers of this machine in by one-time links, and programs by the desk's token. A person who has lost the
// link asks for another, which announce shows where the server runs.
func Desk(desk *session.Desk, announce func(link string)) Option {
	return func(o *options) { o.desk, o.announce = desk, announce }
}

// After is called after every write: on one machine it lets the workflow go on. What fails in it is the clock's to try
// again.
func After(after func(ctx context.Context)) Option { return func(o *options) { o.after = after } }

// Verify checks ledgers, against checkpoints that people keep too. Without it the store's own data is all there is.
func Verify(verify api.Verifier) Option { return func(o *options) { o.verify = verify } }

// Mailbox shows the mails that went out.
type Mailbox interface {
	// List returns the mails without their bodies, the latest first.
	List(ctx context.Context) ([]Mail, error)
	// Read returns a mail by its name; fault.NotFound if there is none.
	Read(ctx context.Context, name string) (Mail, error)
}

// Mail is a mail that went out. Name is that of its reference: programme-seq-n.
type Mail struct {
	Name     string
	Subject  string
	To       []string
	At       time.Time
	Body     string
	Attached []string // names of files
}

// Mails lets people read the mails that went out.
func Mails(box Mailbox) Option { return func(o *options) { o.mailbox = box } }

// Sample is a definition that people can start from without uploading one.
type Sample struct {
	Name       string // of the file, such as doncaster.json
	Definition []byte
	Trouble    error // why it cannot be read; nil: it can
}

// mostTitle is how many characters of a title are shown.
const mostTitle = 120

// Title is that of the programme, or the name of the file if it says none.
func (s Sample) Title() string {
	var d struct{ Title string }
	if err := json.Unmarshal(s.Definition, &d); err != nil || d.Title == "" {
		return s.Name
	}
	if all := []rune(d.Title); len(all) > mostTitle {
		return string(all[:mostTitle-1]) + "…"
	}
	return d.Title
}

// Samples offers definitions to start from.
func Samples(samples ...Sample) Option {
	return func(o *options) { o.listed = func() ([]Sample, error) { return samples, nil } }
}

// MostListed is how many definitions are offered.
const MostListed = 50

// Definitions offers the definitions that people keep where the server runs, in the place of samples. They are listed anew
// each time, in the order of their names, and checked once one is picked. One more than MostListed shows that there are more.
func Definitions(list func() ([]Sample, error)) Option {
	return func(o *options) { o.listed, o.own = list, true }
}

// Demo makes the site a demonstration: every page says so, and its time is moved on by hand.
type Demo struct {
	// Advance lets time pass until an instant.
	Advance func(ctx context.Context, until time.Time) error
	// Next returns the instant at which something comes due next by itself; zero if nothing does.
	Next func(ctx context.Context) (time.Time, error)
}

// Demonstration marks every page as showing nothing real.
func Demonstration(d Demo) Option { return func(o *options) { o.demo = &d } }

func (o *options) wrote(ctx context.Context) {
	if o.after != nil {
		o.after(ctx)
	}
}
