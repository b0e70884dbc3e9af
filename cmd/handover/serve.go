package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/web"
	door "example.org/handover/internal/web/session"
)

// beat is how often the clock looks at what is due while the server runs.
const beat = 5 * time.Second

// serveFlags is how the server was asked for on the command line.
type serveFlags struct {
	place
	listen    string
	demo      bool
	day       string // on which the demonstration begins
	tokenFile string
}

func serveCommand(e env) *cobra.Command {
	var o serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the whole product on this machine: dashboard, forms, API, engine and clock",
		Long: `Run engine and clock on a data directory, and serve dashboard, forms and API on this machine alone. The first
line printed is a link that signs a browser in, once and within ten minutes. Programs carry the token of DIR/api-token.
Mails are written as .eml files below DIR/mail. A definition is uploaded to start a programme, or picked, if it lies in
DIR/definitions.

With --demo the sample of Doncaster is played in memory to two weeks before its transfer, with things left to do. With
--day it begins on another day; on the day of the sample's start, or before it, with nothing, to start one by hand.`,
		Example: `  handover serve --data handover-data
  handover serve --demo`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := loopback(o.listen); err != nil {
				return err
			}
			if o.demo {
				return serveDemo(c.Context(), e, o)
			}
			return serveData(c.Context(), e, o)
		},
	}
	c.Flags().StringVar(&o.listen, "listen", "127.0.0.1:8080", "`ADDRESS` on this machine")
	c.Flags().BoolVar(&o.demo, "demo", false, "show a demonstration; nothing is kept")
	c.Flags().StringVar(&o.day, "day", demoDay, "the `DATE` on which the demonstration begins")
	c.Flags().StringVar(&o.tokenFile, "token-file", "", "keep the token of programs in a `FILE` (DIR/api-token)")
	o.folder(c, e)
	return c
}

// loopback refuses to listen to anybody but this machine.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return fault.New(fault.Invalid, "the server listens on this machine alone").At("", "--listen").With(address).
			To("use 127.0.0.1:PORT or [::1]:PORT")
	}
	return nil
}

func serveData(ctx context.Context, e env, o serveFlags) error {
	s, h, err := hosted(ctx, e, o)
	if err != nil {
		return err
	}
	return s.close(h.serve(ctx, o.listen, h.heart))
}

// hosted opens a data directory and a server over it that does not serve yet.
func hosted(ctx context.Context, e env, o serveFlags) (*session, *host, error) {
	s, err := openSession(e, o.dir, "", true)
	if err != nil {
		return nil, nil, err
	}
	if err := s.recover(ctx); err != nil {
		return nil, nil, s.close(err)
	}
	h := &host{env: e, app: s.app, log: slog.New(slog.NewTextHandler(e.stderr, nil)),
		options: []web.Option{web.Mails(mailFolder{s.mails()}), web.Verify(s.verified), web.Definitions(s.definitions)}}
	if h.token, err = s.token(o.tokenFile); err != nil {
		return nil, nil, s.close(err)
	}
	if err := os.MkdirAll(s.picks(), 0o700); err != nil {
		return nil, nil, s.close(fault.Wrap(fault.Unavailable, err, "the folder of definitions cannot be made").At(s.picks(), ""))
	}
	return s, h, nil
}

// host runs the server over an app. The engine takes one turn at a time, whoever asks for it.
type host struct {
	env
	app     *embedded.App
	log     *slog.Logger
	options []web.Option
	token   string // of programs; "" for none
	turn    sync.Mutex
}

// serve listens and serves until the context ends; beside is run meanwhile.
func (h *host) serve(ctx context.Context, listen string, beside func(ctx context.Context)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err,
			"the address cannot be listened on").With(listen).To("choose another with --listen")
	}
	origin := "http://" + listener.Addr().String()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	desk := door.New("handover-"+port, h.now)
	if h.token != "" {
		desk.Admit(h.token)
	}
	tell := func(secret string) { say(h.stdout, "%s", web.SignInLink(origin, secret)) }
	options := slices.Concat(h.options, []web.Option{web.Desk(desk, tell), web.After(h.pump)})
	server := &http.Server{Handler: web.Handler(h.app.Office, h.log, options...), ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16}
	tell(desk.Link())
	say(h.stdout, "Open this link within ten minutes; it signs you in once. Stop the server with Ctrl-C.")
	go beside(ctx)
	go func() {
		<-ctx.Done()
		down, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(down)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// pump lets the workflow go on after a write. The write stands; what fails here is tried again with the clock.
func (h *host) pump(ctx context.Context) {
	h.turn.Lock()
	defer h.turn.Unlock()
	if err := h.app.Pump(context.WithoutCancel(ctx)); err != nil {
		h.log.Error("pump", "kind", fault.KindOf(err), "err", err)
	}
}

func (h *host) tick(ctx context.Context) error {
	h.turn.Lock()
	defer h.turn.Unlock()
	return h.app.Tick(ctx)
}

// heart ticks until the server stops. What fails is logged and tried again.
func (h *host) heart(ctx context.Context) {
	for ticker := time.NewTicker(beat); ; {
		if err := h.tick(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("tick", "kind", fault.KindOf(err), "err", err)
		}
		select {
		case <-ctx.Done():
			ticker.Stop()
			return
		case <-ticker.C:
		}
	}
}
