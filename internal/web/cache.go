package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"

	"example.org/handover/internal/web/api"
)

// mostCached is how many bytes of pages are kept, compressed copies included.
const mostCached = 48 << 20

// leastZipped is the size from which a page is worth compressing.
const leastZipped = 1400

// kept is a rendered page.
type kept struct {
	tag   string
	plain []byte
	zip   []byte // nil: not worth it
}

// slot is where a page will stand: the first who asks for it builds it, while the others wait.
type slot struct {
	sync.Once
	page kept
	err  error
}

// pageCache keeps rendered pages by all that they depend on: address, ledger, day and who looks. No page in it holds a
// secret, so that a compressed one gives none away. The zero value is ready.
type pageCache struct {
	mu    sync.Mutex
	slots map[string]*slot
	bytes int
}

// get returns the page that a tag names, building it if it is not there. A failure is not kept.
func (c *pageCache) get(tag string, build func() (kept, error)) (kept, error) {
	c.mu.Lock()
	s, ok := c.slots[tag]
	if !ok {
		if c.slots == nil || c.bytes > mostCached {
			c.slots, c.bytes = map[string]*slot{}, 0
		}
		s = new(slot)
		c.slots[tag] = s
	}
	c.mu.Unlock()
	s.Do(func() {
		s.page, s.err = build()
		c.built(tag, s)
	})
	return s.page, s.err
}

// built counts the bytes of a page, or forgets one that could not be built.
func (c *pageCache) built(tag string, s *slot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.slots[tag] != s: // the cache has begun anew meanwhile
	case s.err != nil:
		delete(c.slots, tag)
	default:
		c.bytes += len(s.page.plain) + len(s.page.zip)
	}
}

// keep compresses a page for the cache.
func keep(tag string, page []byte) (kept, error) {
	k := kept{tag: tag, plain: page}
	if len(page) < leastZipped {
		return k, nil
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(page); err != nil {
		return k, err
	}
	err := z.Close()
	k.zip = out.Bytes()
	return k, err
}

// serve answers with a kept page, or with 304 whoever has it already.
func (k kept) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("ETag", k.tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie, Accept-Encoding")
	if api.Matches(r.Header.Get("If-None-Match"), k.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	body := k.plain
	if k.zip != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = k.zip
	}
	_, _ = w.Write(body)
}
