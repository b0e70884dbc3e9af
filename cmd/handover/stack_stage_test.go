//go:build aws

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"example.org/handover/internal/app/cloud/cloudtest"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// stage is a deployed stack on which a script plays its programme, beside a data directory of this machine. The stack's
// workflow goes on after the answer to a command; the next line waits until the stack stands where the directory does.
type stage struct {
	cloudtest.Stack
	watch *cloudtest.Watch
	proxy string // address of what signs
	name  string // of the programme
	held  int    // entries that have been compared
	now   string // that both have come to
	twins digests
}

var _ anotherPlace = (*stage)(nil)

func newStage(ctx context.Context, stack, name, proxy string) (*stage, error) {
	found, err := cloudtest.Find(ctx, stack)
	if err != nil {
		return nil, err
	}
	return &stage{Stack: found, watch: cloudtest.NewWatch(found), name: name, proxy: proxy, twins: digests{}}, nil
}

// both implements anotherPlace: time passes in both places, then the line is said in both, with the same exit code and
// the same errors.
func (s *stage) both(ctx context.Context, dir string, args []string, input []byte) ([3]string, error) {
	l := lineOf(args)
	if s.held == 0 {
		if err := s.level(ctx, dir); err != nil {
			return [3]string{}, err
		}
	}
	seq := s.held
	if err := s.pass(ctx, dir, l.now); err != nil {
		return [3]string{}, err
	}
	near := said(append(slices.Clone(args), "--data", dir), s.twins.near(input))
	far, err := s.say(ctx, dir, l, s.twins.far(input))
	if err != nil {
		return far, err
	}
	for _, part := range []int{0, 2} {
		if a, b := s.plain(args, part, near[part]), s.plain(args, part, far[part]); a != b {
			return far, fmt.Errorf("%q: the data directory says %q, the stack %q", args, near[part], far[part])
		}
	}
	return s.withNews(ctx, l, far, seq)
}

// play implements anotherPlace.
func (s *stage) play(ctx context.Context, dir string, args []string) ([3]string, error) {
	l, seq := lineOf(args), s.held
	far, err := s.say(ctx, dir, l, nil)
	if err != nil {
		return far, err
	}
	return s.withNews(ctx, l, far, seq)
}

// say says a line on the stack.
func (s *stage) say(ctx context.Context, dir string, l line, input []byte) ([3]string, error) {
	far := [3]string{"0", "", ""}
	switch {
	case l.said[0] != "tick":
		far = s.asked(l.far, input)
	case l.now == "":
		if err := s.Tick(ctx); err != nil {
			return far, err
		}
	}
	if !l.writes() {
		return far, nil
	}
	return far, s.level(ctx, dir)
}

// asked asks the stack, through the proxy that signs.
func (s *stage) asked(args []string, input []byte) [3]string {
	out := said(append(slices.Clone(args), "--server", s.proxy), input)
	if args[0] == "checkpoint" || args[0] == "proof" {
		return out // its signature covers the name
	}
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], s.name, sampleName)
	}
	return out
}

// withNews adds to what a line has printed on the stack what has been recorded there since an entry: a data directory
// tells of it at once, on the stack the workflow goes on by itself.
func (s *stage) withNews(ctx context.Context, l line, out [3]string, seq int) ([3]string, error) {
	if !l.tells() || out[0] != "0" {
		return out, nil
	}
	var text bytes.Buffer
	e := env{stdout: &text, getenv: func(string) string { return "" }}
	there, err := (&place{server: s.proxy}).dial(e)
	if err != nil {
		return out, err
	}
	there.since[s.name] = seq
	err = there.close(printNews(ctx, e, there))
	out[1] += text.String()
	return out, err
}

// state is the ledger in the data directory and what it comes to; nothing if no programme has been started there.
func (s *stage) state(ctx context.Context, dir string) ([]handover.Entry, *handover.Programme, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, nil, nil //nolint:nilerr // there is no such directory yet
	}
	e := env{getenv: func(string) string { return "" }, now: time.Now}
	here, err := openSession(e, dir, "", false)
	if err != nil {
		return nil, nil, err
	}
	entries, err := here.store.Entries(ctx, s.name, 1, 0)
	if err = here.data.close(err); err != nil || len(entries) == 0 {
		return nil, nil, err
	}
	p, _, err := handover.Replay(entries)
	return entries, p, err
}

// pass lets time pass in a rehearsal: the data directory goes from one due instant to the next, and the stack is told
// each of them that has left an entry.
func (s *stage) pass(ctx context.Context, dir, now string) error {
	if now == "" || now == s.now {
		return nil
	}
	before, _, err := s.state(ctx, dir)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		if out := said([]string{"tick", "--quiet", "--now", now, "--data", dir}, nil); out[0] != "0" {
			return errors.New(out[2])
		}
	}
	entries, _, err := s.state(ctx, dir)
	if err != nil {
		return err
	}
	for i := len(before); i < len(entries); {
		at := entries[i].At
		for i < len(entries) && !entries[i].At.After(at) {
			i++
		}
		if err := errors.Join(s.Tell(ctx, at), s.reach(ctx, entries[:i])); err != nil {
			return err
		}
	}
	t, err := calendar.ParseLocal(now)
	if err == nil {
		err = s.Tell(ctx, t)
	}
	if err == nil && len(entries) > 0 {
		err = s.reach(ctx, entries)
	}
	if err == nil {
		s.now = now
	}
	return err
}

// level waits until the stack has come to where the data directory is.
func (s *stage) level(ctx context.Context, dir string) error {
	entries, p, err := s.state(ctx, dir)
	if err != nil || len(entries) == 0 {
		return err
	}
	if err = s.reach(ctx, entries); !errors.Is(err, cloudtest.ErrAhead) {
		return err
	}
	// The clock of a stack beats by itself every minute, that of the directory when it is told to.
	tick := []string{"tick", "--quiet", "--data", dir}
	if p.Rehearsal {
		tick = append(tick, "--now", p.Changed.In(calendar.London()).Format("2006-01-02T15:04"))
	}
	if out := said(tick, nil); out[0] != "0" {
		return errors.New(out[2])
	}
	if entries, _, err = s.state(ctx, dir); err != nil {
		return err
	}
	return s.reach(ctx, entries)
}

// reach waits until the stack stands where a ledger does, and compares what is new in both.
func (s *stage) reach(ctx context.Context, near []handover.Entry) error {
	p, _, err := handover.Replay(near)
	if err != nil {
		return err
	}
	if err := s.watch.Level(ctx, p); err != nil {
		return err
	}
	far, err := s.watch.Store.Entries(ctx, s.name, s.held+1, 0)
	if err != nil {
		return err
	}
	if err := s.twins.match(near[min(s.held, len(near)):], far, p); err != nil {
		return fault.Wrap(fault.Conflict, err, "the ledgers differ")
	}
	s.held = len(near)
	return nil
}
