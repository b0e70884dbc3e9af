package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/web/api"
)

// of is where what belongs to a programme is.
func of(programme string, parts ...string) string {
	return path(append([]string{"api", "programmes", programme}, parts...)...)
}

// following is how many entries of a ledger are asked for at once.
const following = 1000

// Portfolio lists every programme, in the order of their names.
func (c *Client) Portfolio(ctx context.Context) ([]office.Summary, error) {
	var all []office.Summary
	for query := url.Values(nil); ; {
		var some []office.Summary
		a, err := c.get(ctx, path("api", "programmes"), query, &some)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); !goesOn(a.header) || len(some) == 0 {
			return all, nil
		}
		query = url.Values{"after": {some[len(some)-1].Programme}}
	}
}

// goesOn reports whether an answer has a rest.
func goesOn(h http.Header) bool { return strings.Contains(h.Get("Link"), `rel="next"`) }

// Status says where a programme stands: now, or as its ledger had it at the end of a day. fault.NotFound if there is
// none, or was none then.
func (c *Client) Status(ctx context.Context, programme string, day calendar.Date) (v handover.StatusView, err error) {
	query := url.Values{}
	if !day.IsZero() {
		query.Set("as-of", day.String())
	}
	if _, err = c.get(ctx, of(programme, "status"), query, &v); err == nil && v.Programme != programme {
		err = c.stranger(http.StatusOK)
	}
	return v, err
}

// Definition is the definition of a programme as it holds now, and the number of the entry at which the ledger stands.
func (c *Client) Definition(ctx context.Context, programme string) (d handover.Definition, seq int, err error) {
	a, err := c.get(ctx, of(programme, "definition"), nil, &d)
	if err != nil {
		return d, 0, err
	}
	number, _, _ := strings.Cut(strings.Trim(a.header.Get("ETag"), `"`), "-")
	if seq, err = strconv.Atoi(number); err != nil || d.Programme != programme {
		return d, 0, c.stranger(a.status)
	}
	return d, seq, nil
}

// Entries reads the ledger of a programme from an entry on: so many entries, or all of them for 0.
func (c *Client) Entries(ctx context.Context, programme string, from, limit int) ([]handover.Entry, error) {
	var all []handover.Entry
	for {
		n := following
		if limit > 0 {
			n = min(n, limit-len(all))
		}
		var page struct {
			Entries []handover.Entry `json:"entries"`
		}
		query := url.Values{"from": {strconv.Itoa(from + len(all))}, "limit": {strconv.Itoa(n)}}
		if _, err := c.get(ctx, of(programme, "log"), query, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Entries...)
		if len(page.Entries) < n || len(all) == limit {
			return all, nil
		}
	}
}

// Export is a table of a programme (one of api.Tables) as csv or json, as its ledger had it at the end of a day or, with
// none, as it stands.
func (c *Client) Export(ctx context.Context, programme, table, format string, day calendar.Date) ([]byte, error) {
	query := url.Values{"format": {format}}
	if !day.IsZero() {
		query.Set("as-of", day.String())
	}
	a, err := c.send(ctx, request{method: http.MethodGet, path: of(programme, "export", table), query: query})
	return a.body, err
}

// Verified is what the server finds when it verifies the ledger of a programme.
func (c *Client) Verified(ctx context.Context, programme string) (v api.Verification, err error) {
	_, err = c.get(ctx, of(programme, "verification"), nil, &v)
	return v, err
}
