package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/web"
)

// beat is how often the clock looks at what is due while the server runs.
const beat = 5 * time.Second

func serveCommand(e env) *cobra.Command {
	var p place
	var listen string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run engine and clock, and show the status pages",
		Long: `Run engine and clock on a data directory, and show the status pages and their JSON on this machine alone.
Mails are written as .eml files below DIR/mail.`,
		Example: "  handover serve --data handover-data",
		Args:    args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := loopback(listen); err != nil {
				return err
			}
			s, err := openSession(e, p.dir, "", false)
			if err != nil {
				return err
			}
			return s.close(serve(c.Context(), e, s, listen))
		},
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "`ADDRESS` on this machine")
	p.flags(c, e)
	_ = c.Flags().MarkHidden("now")
	return c
}

// loopback refuses to listen to anybody but this machine: the pages are not signed in to.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return fault.New(fault.Invalid, "the server listens on this machine alone").At("", "--listen").With(address).
			To("use 127.0.0.1:PORT or [::1]:PORT")
	}
	return nil
}

func serve(ctx context.Context, e env, s *session, listen string) error {
	if err := s.recover(ctx); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the address cannot be listened on").With(listen).To("choose another with --listen")
	}
	log := slog.New(slog.NewTextHandler(e.stderr, nil))
	server := &http.Server{Handler: web.Handler(s.app.Office, log), ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:  10 * time.Second,
		WriteTimeout: 30 * time.Second, MaxHeaderBytes: 1 << 16}
	say(e.stdout, "http://%s/", listener.Addr())
	go s.heart(ctx, log)
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

// heart ticks until the server stops. What fails is logged and tried again.
func (s *session) heart(ctx context.Context, log *slog.Logger) {
	for ticker := time.NewTicker(beat); ; {
		if err := s.app.Tick(ctx); err != nil && ctx.Err() == nil {
			log.Error("tick", "kind", fault.KindOf(err), "err", err)
		}
		select {
		case <-ctx.Done():
			ticker.Stop()
			return
		case <-ticker.C:
		}
	}
}
