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

// pageCache keeps rendered pages by all that they depend on: address, ledger, day and who looks. No page in it holds a
// secret, so that a compressed one gives none away. The zero value is ready.
type pageCache struct {
	mu    sync.Mutex
	pages map[string]kept
	bytes int
}

func (c *pageCache) get(tag string) (kept, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.pages[tag]
	return k, ok
}

func (c *pageCache) put(k kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	size := len(k.plain) + len(k.zip)
	if c.pages == nil || c.bytes+size > mostCached {
		c.pages, c.bytes = map[string]kept{}, 0
	}
	if _, there := c.pages[k.tag]; !there {
		c.bytes += size
	}
	c.pages[k.tag] = k
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
