//go:build ignore

// Command generate writes the synthetic extracts of this folder: children who do not exist, in the shape of the SSDA903
// return, and premises and accounts that do not exist either. The same run always gives the same bytes.
package main

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"
)

//go:generate go run generate.go

const children = 203

var (
	headerColumns  = []string{"CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"}
	episodeColumns = []string{"CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC",
		"REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"}
	roundColumns   = []string{"PREMISES", "POSTCODE", "ROUND", "DAY", "BIN_LITRES", "ASSISTED"}
	accountColumns = []string{"ACCOUNT", "BAND", "LIABLE_FROM", "DISCOUNT", "BALANCE_PENCE"}
)

// extracted is the day on which the source system wrote the extracts; nothing in them is later.
var extracted = day(2022, time.June, 30)

func main() {
	dir := flag.String("dir", ".", "folder to write to")
	flag.Parse()
	if err := run(*dir); err != nil {
		log.Fatal(err)
	}
}

// file is a file to be written.
type file struct {
	name    string
	columns []string
	rows    [][]string
}

// run writes every file.
func run(dir string) error {
	r := rand.New(rand.NewPCG(903, 2022))
	var headers, episodes [][]string
	for n := range children {
		c := newChild(r, n+1)
		headers = append(headers, c.header())
		episodes = append(episodes, c.episodes(r)...)
	}
	headersMoved, episodesMoved := shuffled(r, headers), shuffled(r, episodes)
	files := []file{
		{"header-source.csv", headerColumns, headers},
		{"header-target.csv", headerColumns, headersMoved},
		{"header-target-missing.csv", headerColumns, without(headersMoved, 17, 90, 161)},
		{"header-target-altered.csv", headerColumns, altered(headersMoved)},
		{"episodes-source.csv", episodeColumns, episodes},
		{"episodes-target.csv", episodeColumns, episodesMoved},
		{"episodes-target-duplicated.csv", episodeColumns, slices.Concat(episodesMoved, episodesMoved[40:42])},
		{"episodes-no-key.csv", episodeColumns[1:], withoutFirstColumn(episodesMoved)},
	}
	rounds, accounts := premises(r), taxAccounts(r)
	files = append(files,
		file{"rounds-source.csv", roundColumns, rounds}, file{"rounds-target.csv", roundColumns, shuffled(r, rounds)},
		file{"accounts-source.csv", accountColumns, accounts}, file{"accounts-target.csv", accountColumns, shuffled(r, accounts)})
	for _, f := range files {
		if err := write(filepath.Join(dir, f.name), f.columns, f.rows); err != nil {
			return err
		}
	}
	return nil
}

// child is an invented child.
type child struct {
	id, sex, ethnic, upn string
	born                 time.Time
	mother               string
	motherOf             time.Time // date of birth of her child, or zero
	home                 string
}

// newChild invents child n.
func newChild(r *rand.Rand, n int) child {
	c := child{
		id:     fmt.Sprintf("SYN%04d", n),
		sex:    pick(r, "1", "2"),
		ethnic: pick(r, "WBRI", "WBRI", "WBRI", "WBRI", "WOTH", "MWBC", "MWAS", "APKN", "AOTH", "BAFR", "OOTH"),
		born:   day(2004, time.September, 1).AddDate(0, 0, r.IntN(6200)),
		home:   postcode(r, 1),
	}
	age := extracted.Year() - c.born.Year()
	c.upn = "UN1" // too young to have one
	if age >= 5 {
		c.upn = fmt.Sprintf("Z000%09d", n*1009) // local authority 000 does not exist
	}
	if c.sex == "2" {
		c.mother = "0"
		if age >= 17 && r.IntN(4) == 0 {
			c.mother, c.motherOf = "1", extracted.AddDate(0, 0, -20-r.IntN(300))
		}
	}
	return c
}

// header returns the child's row of the Header table.
func (c child) header() []string {
	return []string{c.id, c.sex, date(c.born), c.ethnic, c.upn, c.mother, date(c.motherOf)}
}

// place is a kind of placement with the providers that offer it.
type place struct {
	code      string
	providers []string
	inspected bool // has a registration number
}

var places = []place{
	{"U6", []string{"PR1", "PR4"}, true}, {"U6", []string{"PR1", "PR4"}, true}, {"U4", []string{"PR1", "PR4"}, true},
	{"U3", []string{"PR1"}, true}, {"K2", []string{"PR1", "PR4", "PR5"}, true}, {"P1", []string{"PR0"}, false},
}

// newPlace picks a placement. The last kind, with the child's own parents, needs a care order.
func newPlace(r *rand.Rand, status string) place {
	if status == "V2" {
		return places[r.IntN(len(places)-1)]
	}
	return places[r.IntN(len(places))]
}

// episodes returns the child's rows of the Episodes table: one to three, each beginning the day the one before ended,
// the last one sometimes ended for good.
func (c child) episodes(r *rand.Rand) [][]string {
	start := later(c.born.AddDate(0, 0, 1+r.IntN(90)), day(2018, time.April, 1).AddDate(0, 0, r.IntN(1300)))
	status, need := pick(r, "C1", "V2"), pick(r, "N1", "N1", "N1", "N2", "N3", "N4", "N5", "N6", "N8")
	reason := "S"
	var rows [][]string
	for left := 1 + max(r.IntN(3), r.IntN(2)); left > 0; left-- {
		end := start.AddDate(0, 0, 30+r.IntN(330))
		p := newPlace(r, status)
		dec, rec, change := "", "", ""
		switch {
		case end.After(extracted):
			left = 1
		case left > 1:
			dec, rec, change = date(end), "X1", pick(r, "CARPL", "CARPL", "CREQB", "STAND", "CHILD")
		case r.IntN(4) == 0:
			dec, rec = date(end), pick(r, "E4A", "E46", "E3")
		}
		lives, urn := c.home, "XXXXXXX"
		if p.inspected {
			lives, urn = postcode(r, 2), fmt.Sprintf("SC%06d", 1+r.IntN(60))
		}
		rows = append(rows, []string{c.id, date(start), reason, status, need, p.code, pick(r, p.providers...), dec, rec,
			change, c.home, lives, urn})
		start, reason = end, "P"
		if status == "C1" && r.IntN(2) == 0 {
			status, reason = "C2", "B"
		}
	}
	return rows
}

// premises invents households on the rounds of a refuse collection.
func premises(r *rand.Rand) [][]string {
	var rows [][]string
	for n := range 240 {
		weekday := r.IntN(5)
		rows = append(rows, []string{fmt.Sprintf("9000%08d", n+1), postcode(r, 3), fmt.Sprintf("R%d%d", weekday+1, 1+r.IntN(4)),
			time.Weekday(weekday + 1).String(), pick(r, "140", "240", "240", "360"), pick(r, "N", "N", "N", "Y")})
	}
	return rows
}

// taxAccounts invents accounts of council tax.
func taxAccounts(r *rand.Rand) [][]string {
	var rows [][]string
	for n := range 310 {
		rows = append(rows, []string{fmt.Sprintf("T%07d", n*37+1), pick(r, "A", "A", "B", "B", "C", "D", "E", "F", "G", "H"),
			date(day(2015, time.April, 1).AddDate(0, 0, r.IntN(4000))), pick(r, "", "", "SINGLE", "STUDENT"), fmt.Sprint(r.IntN(250_000))})
	}
	return rows
}

// altered returns the rows with two dates of birth and one UPN changed, as a bad mapping would.
func altered(rows [][]string) [][]string {
	rows = slices.Clone(rows)
	change := func(at, column int, value string) {
		rows[at] = slices.Clone(rows[at])
		rows[at][column] = value
	}
	change(12, 2, "01/01/1900")
	change(77, 2, "")
	change(131, 4, "Z000999999999")
	return rows
}

// without returns the rows but those at the positions.
func without(rows [][]string, at ...int) [][]string {
	var out [][]string
	for i, row := range rows {
		if !slices.Contains(at, i) {
			out = append(out, row)
		}
	}
	return out
}

// withoutFirstColumn returns the rows less their first cells.
func withoutFirstColumn(rows [][]string) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		out[i] = row[1:]
	}
	return out
}

// shuffled returns the rows in another order.
func shuffled(r *rand.Rand, rows [][]string) [][]string {
	out := slices.Clone(rows)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// write writes a CSV file.
func write(path string, columns []string, rows [][]string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = csv.NewWriter(f).WriteAll(append([][]string{columns}, rows...))
	return errors.Join(err, f.Close())
}

// pick returns one of the values.
func pick(r *rand.Rand, values ...string) string { return values[r.IntN(len(values))] }

// postcode invents a postcode in the area ZZ, which does not exist.
func postcode(r *rand.Rand, district int) string {
	return fmt.Sprintf("ZZ%d %dZ%c", district, 1+r.IntN(9), 'A'+rune(r.IntN(26)))
}

// day returns a date.
func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// date writes a date as the return does, and the zero date as nothing.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("02/01/2006")
}

// later returns the later of two dates.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
