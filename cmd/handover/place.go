package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"example.org/handover/internal/client"
	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
)

// Variables of the environment that stand for flags. The token has no flag: it would show in the list of processes.
const (
	dataVariable   = "HANDOVER_DATA"
	serverVariable = "HANDOVER_SERVER"
	tokenVariable  = "HANDOVER_TOKEN"
	actorVariable  = "HANDOVER_AS"
)

// place is where and when a command works: in a data directory, at a time of its own for a rehearsal, or on a server.
type place struct {
	dir       string
	server    string
	tokenFile string
	now       string
	as        string
	given     *pflag.FlagSet
}

// folder adds the flag of the data directory.
func (p *place) folder(c *cobra.Command, e env) {
	dir := e.getenv(dataVariable)
	if dir == "" {
		dir = "handover-data"
	}
	c.Flags().StringVar(&p.dir, "data", dir, "data `DIR` (or $HANDOVER_DATA)")
}

// data adds the flags that say which data directory or server.
func (p *place) data(c *cobra.Command, e env) {
	p.folder(c, e)
	c.Flags().StringVar(&p.server, "server", e.getenv(serverVariable),
		"a server's `URL` in the place of a data directory (or $HANDOVER_SERVER); its token is $HANDOVER_TOKEN")
	c.Flags().StringVar(&p.tokenFile, "token-file", "", "with --server: the `FILE` with its token, such as DIR/api-token")
	_ = c.RegisterFlagCompletionFunc("server", cobra.NoFileCompletions)
	p.given = c.Flags()
}

// clock adds the flag of a rehearsal's time.
func (p *place) clock(c *cobra.Command) {
	c.Flags().StringVar(&p.now, "now", "",
		"the `TIME` in a rehearsal, YYYY-MM-DDTHH:MM in London; real programmes take the machine's")
}

// flags adds the flags of place and time.
func (p *place) flags(c *cobra.Command, e env) {
	p.data(c, e)
	p.clock(c)
}

func (p *place) actor(c *cobra.Command, e env) {
	c.Flags().StringVar(&p.as, "as", e.getenv(actorVariable), "who acts: the id of a `PERSON` of the definition (or $HANDOVER_AS)")
}

// remote reports whether a server is meant. A flag goes before a variable; two of the same rank contradict each other.
func (p *place) remote(e env) (bool, error) {
	flag := func(name string) bool { return p.given != nil && p.given.Changed(name) }
	data, server := flag("data"), flag("server")
	if !data && !server {
		data, server = e.getenv(dataVariable) != "", p.server != ""
	}
	switch {
	case data && server:
		return false, fault.New(fault.Invalid, "a data directory and a server are given").At("", "--server").
			To("leave one of them out: --data or $HANDOVER_DATA, --server or $HANDOVER_SERVER")
	case server && p.now != "":
		return false, fault.New(fault.Invalid, "a server's time is its own").At("", "--now").With(p.now).To("leave it out")
	case !server && p.tokenFile != "":
		return false, fault.New(fault.Invalid, "a token is for a server").At("", "--token-file").To("give --server too")
	}
	return server, nil
}

// dial gets ready to speak with the server.
func (p *place) dial(e env) (*far, error) {
	token, err := p.token(e)
	if err != nil {
		return nil, err
	}
	c, err := client.New(p.server, token)
	if err != nil {
		return nil, err
	}
	return &far{client: c, since: map[string]int{}}, nil
}

func (p *place) token(e env) (string, error) {
	if p.tokenFile == "" {
		return strings.TrimSpace(e.getenv(tokenVariable)), nil
	}
	f, err := open(e, p.tokenFile)
	if err != nil {
		return "", inFlag("--token-file", err)
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, document.MaxBytes))
	if err != nil {
		return "", fault.Wrap(fault.NotFound, err, "the token cannot be read").At(p.tokenFile, "--token-file")
	}
	return strings.TrimSpace(string(raw)), nil
}

// visit opens the place, by near if it is a data directory, works and closes it.
func visit[H closer](p *place, e env, near func() (H, error), there func(*far) H, work func(h H) error) error {
	remote, err := p.remote(e)
	if err != nil {
		return err
	}
	var h H
	if remote {
		f, err := p.dial(e)
		if err != nil {
			return err
		}
		h = there(f)
	} else if h, err = near(); err != nil {
		return err
	}
	return h.close(work(h))
}

func (p *place) house(e env, near func() (house, error), work func(h house) error) error {
	return visit(p, e, near, func(f *far) house { return f }, work)
}

// reading opens a place without bringing anything forward: reading changes nothing.
func (p *place) reading(e env, work func(h house) error) error {
	return p.house(e, func() (house, error) { return openSession(e, p.dir, p.now, false) }, work)
}

// within opens a place, brings a data directory to its time, works and closes it.
func (p *place) within(ctx context.Context, e env, work func(h house) error) error {
	return p.house(e, func() (house, error) { return p.session(ctx, e, false) }, work)
}

// founding is within, but makes the data directory if need be.
func (p *place) founding(ctx context.Context, e env, work func(h house) error) error {
	return p.house(e, func() (house, error) { return p.session(ctx, e, true) }, work)
}

// session opens the data directory, or makes one, and brings it to its time.
func (p *place) session(ctx context.Context, e env, create bool) (*session, error) {
	s, err := openSession(e, p.dir, p.now, create)
	if err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		return nil, s.close(err)
	}
	if !create {
		s.warns = e.stderr
	}
	return s, nil
}

// proving opens a place to verify and prove its ledgers; a data directory as it is said.
func (p *place) proving(e env, near func() (notary, error), work func(n notary) error) error {
	return visit(p, e, near, func(f *far) notary { return f }, work)
}

// onlyHere makes a command refuse a server, and say why.
func onlyHere(why string, c *cobra.Command) *cobra.Command {
	c.Flags().String("server", "", "")
	_ = c.Flags().MarkHidden("server")
	run := c.RunE
	c.RunE = func(c *cobra.Command, given []string) error {
		if c.Flags().Changed("server") {
			return fault.New(fault.Invalid, "%s: %s", c.Name(), why).At("", "--server").To("leave --server out")
		}
		return run(c, given)
	}
	return c
}
