// Package letter writes the letters of a handover: the notice, the invitations to a consultation, the letter on
// measures, the transfer certificate and the closure pack, each as HTML and as plain text.
//
// The wording of a letter stands once, in its template; the text form is read off the HTML, so that the two can never
// say different things. What a council has to fill in stands as a visible blank in [square brackets]. A letter names
// roles, never people. The package is pure and deterministic: the same programme and day give the same bytes.
//
// The letters are drafts for a council's lawyers to check; nothing in them is legal advice.
package letter
