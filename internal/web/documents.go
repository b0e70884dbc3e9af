package web

import (
	"net/http"
	"path"
	"strings"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// document hands out a document of the product's own by its digest: letters, reports, certificates, closure packs.
// Extracts are never handed out: they hold personal data, and evidence is not ours to show.
func (s *site) document(w http.ResponseWriter, r *http.Request) {
	programme := r.PathValue("programme")
	if _, err := s.office.Peek(r.Context(), programme); err != nil {
		s.fail(w, r, err)
		return
	}
	entries, err := s.office.Store.Entries(r.Context(), programme, 1, 0)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, ref := range documentsOf(entries) {
		if ref.SHA256 == r.PathValue("digest") {
			s.handOut(w, r, ref)
			return
		}
	}
	s.fail(w, r, fault.New(fault.NotFound,
		"the programme has no document of that digest").To("follow a link of one of its pages"))
}

func documentsOf(entries []handover.Entry) []handover.FileRef {
	var refs []handover.FileRef
	for _, e := range entries {
		switch v := e.Event.(type) {
		case handover.NoticeDrafted:
			refs = append(refs, v.Letters...)
		case handover.InvitationsSent:
			refs = append(refs, v.Letters...)
		case handover.RunReconciled:
			refs = append(refs, v.Report)
		case handover.Transferred:
			refs = append(refs, v.Certificate)
		case handover.Closed:
			refs = append(refs, v.Pack)
		}
	}
	return refs
}

func (s *site) handOut(w http.ResponseWriter, r *http.Request, ref handover.FileRef) {
	content, err := s.office.Files.Get(r.Context(), ref)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h, name := w.Header(), path.Base(ref.Name)
	shown := "inline"
	switch path.Ext(name) {
	case ".txt":
		h.Set("Content-Type", "text/plain; charset=utf-8")
	case ".json":
		h.Set("Content-Type", "application/json")
	default: // what a browser would run stays a file
		h.Set("Content-Type", "application/octet-stream")
		shown = "attachment"
	}
	h.Set("Content-Disposition", shown+`; filename="`+strings.ReplaceAll(name, `"`, "")+`"`)
	_, _ = w.Write(content) //nolint:gosec // never as HTML: see its type and the policy
}
