package web

import (
	"crypto/sha256"
	_ "embed" // the stylesheet
	"encoding/hex"
	"net/http"
)

//go:embed pages/handover.css
var styles []byte

// sheet is the stylesheet under an address that changes with it, so that browsers keep it for good.
type sheet struct{ address string }

func newSheet() sheet {
	sum := sha256.Sum256(styles)
	return sheet{"/static/" + hex.EncodeToString(sum[:6]) + ".css"}
}

func (sheet) serve(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	_, _ = w.Write(styles)
}
