// Package session signs people in on one machine. A one-time link, valid for a few minutes, is exchanged for a session
// that a cookie carries; programs carry a token instead. Nothing of it is ever written down: a restart ends every
// session. Secrets are kept as digests and compared in constant time.
package session

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"
)

// How long things last, and how many there may be.
const (
	LinkLasts    = 10 * time.Minute
	SessionLasts = 12 * time.Hour
	mostSessions = 200
	mostLinks    = 20
)

type digest [sha256.Size]byte

func digestOf(secret string) digest { return sha256.Sum256([]byte(secret)) }

// Fresh returns a secret that nobody can guess: 256 bits.
func Fresh() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Desk hands out links and sessions. It is safe for concurrent use.
type Desk struct {
	cookie string
	clock  func() time.Time

	mu       sync.Mutex
	links    map[digest]time.Time // until when they are good
	sessions map[digest]*Session
	token    *digest // of the programs' token; nil: none
}

// New returns a desk. The cookie's name tells the servers of one machine apart, whose cookies browsers do not separate
// by port; clock is the machine's, whatever the programmes' time is.
func New(cookie string, clock func() time.Time) *Desk {
	return &Desk{cookie: cookie, clock: clock, links: map[digest]time.Time{}, sessions: map[digest]*Session{}}
}

// Link returns the secret of a new one-time link.
func (d *Desk) Link() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget()
	if len(d.links) >= mostLinks {
		clear(d.links)
	}
	secret := Fresh()
	d.links[digestOf(secret)] = d.clock().Add(LinkLasts)
	return secret
}

// Enter exchanges the secret of a link for a session, once, and returns the cookie that carries it; false if the link
// is spent, too old or none.
func (d *Desk) Enter(secret string) (*http.Cookie, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget()
	key := digestOf(secret)
	if _, good := d.links[key]; !good {
		return nil, false
	}
	delete(d.links, key)
	if len(d.sessions) >= mostSessions {
		return nil, false
	}
	id := Fresh()
	d.sessions[digestOf(id)] = &Session{key: digestOf(id), form: Fresh(), ends: d.clock().Add(SessionLasts),
		people: map[string]string{}}
	return d.bake(id, int(SessionLasts/time.Second)), true
}

func (d *Desk) bake(value string, age int) *http.Cookie {
	//nolint:gosec // on one machine there is no TLS, and a Secure cookie would not come back
	return &http.Cookie{Name: d.cookie, Value: value, Path: "/", MaxAge: age, HttpOnly: true,
		SameSite: http.SameSiteStrictMode}
}

// forget drops what is over. The caller holds the lock.
func (d *Desk) forget() {
	now := d.clock()
	for key, ends := range d.links {
		if now.After(ends) {
			delete(d.links, key)
		}
	}
	for key, s := range d.sessions {
		if now.After(s.ends) {
			delete(d.sessions, key)
		}
	}
}

// Of returns the session whose cookie a request carries.
func (d *Desk) Of(r *http.Request) (*Session, bool) {
	c, err := r.Cookie(d.cookie)
	if err != nil {
		return nil, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	s, ok := d.sessions[digestOf(c.Value)]
	if !ok || d.clock().After(s.ends) {
		return nil, false
	}
	return s, true
}

// Leave ends a session and returns the cookie that takes its cookie away.
func (d *Desk) Leave(s *Session) *http.Cookie {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.sessions, s.key)
	return d.bake("", -1)
}

// Admit lets programs in that carry a token: Authorization: Bearer TOKEN.
func (d *Desk) Admit(token string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := digestOf(token)
	d.token = &key
}

// Bears reports whether a request carries the programs' token.
func (d *Desk) Bears(r *http.Request) bool {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	d.mu.Lock()
	defer d.mu.Unlock()
	if !ok || d.token == nil {
		return false
	}
	key := digestOf(token)
	return subtle.ConstantTimeCompare(key[:], d.token[:]) == 1
}

// Session is one signed-in browser.
type Session struct {
	key  digest
	form string
	ends time.Time

	mu     sync.Mutex
	people map[string]string // programme → id of the person whom the session acts as
	draft  []byte            // the definition that was chosen last
}

// Form is the secret that every form of the session carries.
func (s *Session) Form() string { return s.form }

// Sent reports whether a form carried the session's secret.
func (s *Session) Sent(secret string) bool {
	return subtle.ConstantTimeCompare([]byte(secret), []byte(s.form)) == 1
}

// Choose makes the session act as a person in a programme.
func (s *Session) Choose(programme, person string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[programme] = person
}

// Person returns the id of whom the session acts as in a programme; "" while nobody is chosen.
func (s *Session) Person(programme string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.people[programme]
}

// Keep remembers a definition from its choice to its start, and until another one is chosen.
func (s *Session) Keep(draft []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.draft = draft
}

// Draft returns the definition kept last; nil if there is none.
func (s *Session) Draft() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draft
}
