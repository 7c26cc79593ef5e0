package api

import (
	"encoding/base64"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/client"
	"github.com/moltwatch/moltwatch/forum/store"
)

// How long lists are, and how far an early client may step by offset rather than cursor.
const (
	defaultLimit  = 25
	defaultRoots  = 35
	maxLimit      = 100
	maxListOffset = 1000
)

// list is what a request asks of a list.
type list struct {
	sort store.Sort
	page board.Page
}

// readList reads sort, limit, cursor and offset.
func readList(q url.Values, limit int, sorts ...store.Sort) (list, error) {
	l := list{sort: sorts[0], page: board.Page{Limit: limit}}
	if s := store.Sort(q.Get("sort")); s != "" {
		if !slices.Contains(sorts, s) {
			return l, badQuery("sort must be one of %s", strings.Trim(fmt.Sprint(sorts), "[]"))
		}
		l.sort = s
	}
	l.page.After = board.Beginning(l.sort)
	var err error
	if l.page.Limit, err = readLimit(q, limit, maxLimit); err != nil {
		return l, err
	}
	if l.page.Offset, err = readInt(q, "offset", 0, 0, maxListOffset); err != nil {
		return l, err
	}
	if cursor := q.Get("cursor"); cursor != "" {
		if l.page.After, err = readCursor(cursor, l.sort); err != nil {
			return l, err
		}
	}
	return l, nil
}

// readLimit reads how much of a list is asked for. Who asks for more than the most gets the most.
func readLimit(q url.Values, absent, most int) (int, error) {
	n, err := readInt(q, "limit", absent, 1, math.MaxInt32)
	return min(n, most), err
}

func readInt(q url.Values, name string, absent, least, most int) (int, error) {
	text := q.Get(name)
	if text == "" {
		return absent, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, badQuery("%s must be a number from %d to %d", name, least, most)
	}
	return n, nil
}

func badQuery(format string, args ...any) error {
	fault := fmt.Sprintf(format, args...)
	return &board.Refusal{Status: http.StatusBadRequest, Message: fault, Hint: "Correct the query. Lists go on with cursor=next_cursor.", Faults: []string{fault}}
}

// A cursor is the sort, the key's bits and the row: what stands at a place does not move when
// other rows arrive.
func writeCursor(sort store.Sort, p store.Place) string {
	text := fmt.Appendf(nil, "%s.%x.%x", sort, math.Float64bits(p.Key), p.N)
	if p.At != 0 {
		text = fmt.Appendf(text, ".%x", p.At)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func readCursor(cursor string, sort store.Sort) (store.Place, error) {
	var p store.Place
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	parts := strings.Split(string(text), ".")
	if err != nil || len(parts) < 3 || len(parts) > 4 || parts[0] != string(sort) {
		return p, badQuery("cursor is none that this list gave with this sort")
	}
	if len(parts) == 4 {
		if p.At, err = strconv.ParseInt(parts[3], 16, 64); err != nil || p.At == 0 {
			return p, badQuery("cursor is none that this list gave with this sort")
		}
	}
	bits, err := strconv.ParseUint(parts[1], 16, 64)
	p.Key = math.Float64frombits(bits)
	if err != nil || math.IsNaN(p.Key) {
		return p, badQuery("cursor is none that this list gave with this sort")
	}
	if p.N, err = strconv.ParseInt(parts[2], 16, 64); err != nil {
		return p, badQuery("cursor is none that this list gave with this sort")
	}
	return p, nil
}

// wholeList describes a list that does not go on, in both dialects.
func wholeList(count, limit int) client.Page {
	return client.Page{Count: count, Pagination: client.Pagination{Count: count, Limit: limit}}
}

// pageOf describes a page in both dialects.
func pageOf[T any](l list, listing board.Listing[T], count int) client.Page {
	p := client.Page{
		Count: count, HasMore: listing.More,
		Pagination: client.Pagination{Count: count, Limit: l.page.Limit, Offset: l.page.Offset, HasMore: listing.More},
	}
	if next := l.page.Offset + count; listing.More && next <= maxListOffset {
		p.NextOffset = &next
	}
	if listing.More {
		next := writeCursor(l.sort, listing.Next)
		p.NextCursor = &next
	}
	return p
}
