package web

import (
	"net/http"
	"path"
	"strings"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// The documents that a programme ends with have names, beside their digests: each is the only one of its kind, and a page
// can lead to it by what the state says, without a look into the ledger.
const (
	certificateName = "transfer-certificate"
	packName        = "closure-pack"
	standDownName   = "stand-down-letter"
)

// outcome is a document that a programme ends with.
type outcome struct{ Name, Title string }

// outcomesOf lists those that there are.
func outcomesOf(p *handover.Programme) []outcome {
	var all []outcome
	if !p.Effective.IsZero() {
		all = append(all, outcome{certificateName, "Certificate of the transfer"})
	}
	switch p.Status {
	case handover.Complete:
		all = append(all, outcome{packName, "Closure pack"})
	case handover.Stopped:
		all = append(all, outcome{standDownName, "Letter that the programme was stopped, and how everything stands"})
	}
	return all
}

// document hands out a document of the product's own by its digest or its name: letters, reports, certificates, closure
// packs. Extracts are never handed out: they hold personal data, and evidence is not ours to show.
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
	if ref, ok := documentOf(entries, r.PathValue("digest")); ok {
		s.handOut(w, r, ref)
		return
	}
	s.fail(w, r, fault.New(fault.NotFound,
		"the programme has no such document").To("follow a link of one of its pages"))
}

// documentOf finds a document by its digest or its name.
func documentOf(entries []handover.Entry, asked string) (handover.FileRef, bool) {
	for _, e := range entries {
		name, refs := documentsIn(e.Event)
		for _, ref := range refs {
			if ref.SHA256 == asked || name != "" && name == asked {
				return ref, true
			}
		}
	}
	return handover.FileRef{}, false
}

// documentsIn are the documents that an entry brought, and the name of one that has a name.
func documentsIn(event handover.Event) (name string, refs []handover.FileRef) {
	switch v := event.(type) {
	case handover.NoticeDrafted:
		return "", v.Letters
	case handover.InvitationsSent:
		return "", v.Letters
	case handover.RunReconciled:
		return "", []handover.FileRef{v.Report}
	case handover.Transferred:
		return certificateName, []handover.FileRef{v.Certificate}
	case handover.Closed:
		return packName, []handover.FileRef{v.Pack}
	case handover.StoodDown:
		return standDownName, []handover.FileRef{v.Letter}
	}
	return "", nil
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
