package web

import (
	"crypto/sha256"
	_ "embed" // the stylesheet
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"net/http"
)

//go:embed pages/handover.css
var styles []byte

// sheet is the stylesheet under an address that changes with it, so that browsers keep it for good. Whoever is not signed
// in gets nothing from there: the pages to sign in have it within them, and a source of their policy names its digest.
type sheet struct{ address, source string }

func newSheet() sheet {
	sum := sha256.Sum256(styles)
	return sheet{"/static/" + hex.EncodeToString(sum[:6]) + ".css", "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"}
}

// within is the stylesheet as a part of a page.
func (sheet) within() template.CSS { return template.CSS(styles) } //nolint:gosec // our own file, byte for byte

func (sheet) serve(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	_, _ = w.Write(styles)
}
