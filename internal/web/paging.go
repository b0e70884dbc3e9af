package web

import (
	"net/url"
	"strconv"
)

// perPage is how many lines of a ledger or mails a page shows.
const perPage = 50

// paging is the part of a list, the latest first, that a page shows.
type paging struct {
	Page, Pages int
	all         int
	here        string // address of the first page, with what else it asks for, such as a day in the past
}

// paged reads which part of a list is asked for.
func paged(asked url.Values, all int, here string) paging {
	p := paging{Page: 1, Pages: max((all+perPage-1)/perPage, 1), all: all, here: here}
	if n, err := strconv.Atoi(asked.Get("page")); err == nil && n >= 1 {
		p.Page = min(n, p.Pages)
	}
	return p
}

// bounds are the places in the list of the first line shown and of the one behind the last.
func (p paging) bounds() (from, to int) {
	from = (p.Page - 1) * perPage
	return from, min(from+perPage, p.all)
}

// Earlier is the address of the page with what happened before; "" if there is none.
func (p paging) Earlier() string { return p.at(p.Page + 1) }

// Later is the address of the page with what happened after; "" if there is none.
func (p paging) Later() string { return p.at(p.Page - 1) }

func (p paging) at(page int) string {
	address, err := url.Parse(p.here)
	if err != nil || page < 1 || page > p.Pages {
		return ""
	}
	q := address.Query()
	q.Set("page", strconv.Itoa(page))
	address.RawQuery = q.Encode()
	return address.String()
}
