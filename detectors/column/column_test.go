package column_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/moltwatch/moltwatch/detectors/column"
	"github.com/moltwatch/moltwatch/detectors/moment"
)

func TestAListIsASlice(t *testing.T) {
	var l column.List[int]
	if l.Len() != 0 || l.Search(func(*int) bool { return true }) != 0 {
		t.Fatal("an empty list has something")
	}
	const n = 20_000
	for i := range n {
		if got := l.Add(i * 2); got != int32(i) {
			t.Fatalf("record %d is numbered %d", i, got)
		}
	}
	*l.At(7)++
	for i := range n {
		if want := i * 2; *l.At(int32(i)) != want && (i != 7 || *l.At(7) != 15) {
			t.Fatalf("record %d is %d", i, *l.At(int32(i)))
		}
	}
	for _, least := range []int{0, 1, 4096 * 2, 8190, 2*n - 2, 2 * n} {
		if got, want := l.Search(func(r *int) bool { return *r >= least }), int32(min((least+1)/2, n)); got != want {
			t.Errorf("the first record of %d or more is %d, want %d", least, got, want)
		}
	}
	for before := int32(0); before < n; before += 999 {
		l.Forget(before)
		if *l.At(before) != int(before)*2 {
			t.Fatalf("record %d is forgotten with those before it", before)
		}
	}
	if l.Add(1) != n || *l.At(n) != 1 {
		t.Error("nothing can be added after something was forgotten")
	}
}

// Whatever moments are like, they are given back.
func TestMomentsAreGivenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const hour = int64(time.Hour / time.Microsecond)
		step := rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Range(0, 2*hour), rapid.Just[int64](math.MaxUint32), rapid.Just[int64](math.MaxUint32+1))
		steps := rapid.SliceOfN(step, 0, 300).Draw(t, "steps")
		inOrder := rapid.Bool().Draw(t, "in order")
		var x column.Moments
		var want []moment.Moment
		for i, s := range steps {
			if !inOrder && s%3 == 0 {
				s = -s
			}
			m := moment.Moment(s)
			if i > 0 {
				m += want[i-1]
			}
			want = append(want, m)
			if got := x.Add(m); got != int32(i) || x.Len() != i+1 {
				t.Fatalf("moment %d is numbered %d of %d", i, got, x.Len())
			}
		}
		for i, m := range want {
			if got := x.At(int32(i)); got != m {
				t.Fatalf("%d came back as %d", m, got)
			}
			if !inOrder {
				continue
			}
			for _, since := range []moment.Moment{m, m + 1} {
				if first, _ := slices.BinarySearch(want, since); x.Since(since) != int32(first) {
					t.Fatalf("the first since %d is %d, want %d", since, x.Since(since), first)
				}
			}
		}
	})
}

// Whatever strings are like, they are given back.
func TestStringsAreGivenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Custom(func(t *rapid.T) string {
			u := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "uuid")).String()
			switch rapid.IntRange(0, 4).Draw(t, "kind") {
			case 0:
				return strings.ToUpper(u)
			case 1:
				at := rapid.IntRange(0, len(u)-1).Draw(t, "at")
				return u[:at] + rapid.SampledFrom([]string{"-", "g", "F", "\x00", "é"[:1]}).Draw(t, "other") + u[at+1:]
			case 2:
				return string(uuid.MustParse(u).NodeID()) // bytes
			}
			return u
		})
		list := rapid.SliceOf(rapid.OneOf(rapid.String(), id)).Draw(t, "strings")
		var x column.Strings
		for i, s := range list {
			if got := x.Add(s); got != int32(i) || x.Len() != i+1 {
				t.Fatalf("string %d is numbered %d of %d", i, got, x.Len())
			}
		}
		for i, s := range list {
			if got := x.At(int32(i)); got != s {
				t.Fatalf("%q came back as %q", s, got)
			}
			if x.Hash(int32(i)) != column.Hash(s) {
				t.Fatalf("%q has two hashes", s)
			}
			for _, other := range list {
				if x.Is(int32(i), other) != (s == other) {
					t.Fatalf("%q is %q: %t", s, other, s != other)
				}
			}
		}
	})
}

// A UUID and the string of its bytes are two.
func TestAUUIDIsNotItsBytes(t *testing.T) {
	u := uuid.MustParse("6c3e3b1e-7a70-4f7e-9d1f-0c1f0e9b8a55")
	var x column.Strings
	x.Add(u.String())
	x.Add(string(u[:]))
	if x.Is(0, x.At(1)) || x.Is(1, x.At(0)) || x.At(0) != u.String() || x.At(1) != string(u[:]) {
		t.Errorf("%q and %q", x.At(0), x.At(1))
	}
}

func TestStringsAreForgottenFromTheBeginning(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var x column.Strings
	want := make([]string, 30_000)
	for i := range want {
		want[i] = fmt.Sprint(i, strings.Repeat("x", r.IntN(20)))
		if i%1000 == 0 {
			want[i] = strings.Repeat("long", 20_000+i)
		}
		x.Add(want[i])
	}
	for before := 0; before < len(want); before += 1 + r.IntN(2000) {
		x.Forget(int32(before))
		for range 20 {
			if i := before + r.IntN(len(want)-before); x.At(int32(i)) != want[i] {
				t.Fatalf("string %d is forgotten with those before %d", i, before)
			}
		}
	}
	if x.Forget(int32(len(want))); x.At(x.Add("more")) != "more" {
		t.Error("nothing can be added after everything was forgotten")
	}
}

// What is kept takes little more than its bytes, and what is forgotten nothing.
func TestHowMuchIsKept(t *testing.T) {
	const n = 200_000
	before := inUse()
	x, l, m := &column.Strings{}, &column.List[[3]int32]{}, &column.Moments{}
	for i := range n {
		x.Add(uuid.NewString())
		l.Add([3]int32{})
		m.Add(moment.Moment(i * 100_000)) // in all, the better part of a day
	}
	if each := float64(inUse()-before) / n; each > 18+12+4+2 {
		t.Errorf("a UUID, twelve bytes and a moment take %.1f bytes", each)
	}
	x.Forget(n)
	l.Forget(n)
	m.Forget(n)
	if left := inUse() - before; left > 300_000 {
		t.Errorf("%d bytes are left of what was forgotten", left)
	}
	runtime.KeepAlive(x)
	runtime.KeepAlive(l)
	runtime.KeepAlive(m)
}

func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
