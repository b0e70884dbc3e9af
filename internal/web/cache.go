package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"

	"example.org/handover/internal/web/api"
	"example.org/handover/internal/web/memo"
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
// secret, so that a compressed one gives none away.
type pageCache = memo.Memo[string, kept]

func size(page kept) int { return len(page.plain) + len(page.zip) }

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
