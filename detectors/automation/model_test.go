package automation

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/moltwatch/moltwatch/detectors/episode"
	"github.com/moltwatch/moltwatch/detectors/moment"
	"github.com/moltwatch/moltwatch/internal/event"
)

// Those who were spoken to are remembered as in a map.
func TestAddresseesAreAMap(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 1))
	var s addressees
	want := map[uint64]moment.Moment{}
	for i := range 5000 {
		at, who := moment.Moment(1+i), r.Uint64N(60)
		before, known := want[who]
		if last, again := s.speak(who, at); again != known || last != before {
			t.Fatalf("%d was spoken to at %d (%t), want %d (%t)", who, last, again, before, known)
		}
		want[who] = at
		if i%100 == 99 {
			old := func(t moment.Moment) bool { return t < at-40 }
			s.forget(old)
			maps.DeleteFunc(want, func(_ uint64, t moment.Moment) bool { return old(t) })
		}
		if len(s) != len(want) {
			t.Fatalf("%d are remembered, want %d", len(s), len(want))
		}
	}
}

// What is let go of each hour is not what a flood is known by that goes on then.
func TestAFloodIsSeenAcrossASweep(t *testing.T) {
	for _, before := range []time.Duration{10 * time.Second, 30 * time.Second, 50 * time.Second} {
		s := newScript(8)
		s.write(0, "first", "somewhere", s.sentence(12)) // from which the sweeps count
		text := s.sentence(10)
		for i := range 22 { // with the first of them, 21 repeats: hardly enough
			s.write(time.Hour-before+time.Duration(i)*5*time.Second, "flood", fmt.Sprintf("t%d", i), text)
		}
		if got, want := gravest(s.flags(t)), map[string]string{"flood": event.SeverityMedium}; !maps.Equal(got, want) {
			t.Errorf("%s before the hour: flagged are %v, want %v", before, got, want)
		}
	}
}

// How many accounts there are does not depend on when the detector was begun: a restart begins at another time of the hour.
func TestAccountsAreCountedTheSameSinceWhenever(t *testing.T) {
	var rows []message
	write := func(at time.Duration, agent, words string) {
		rows = append(rows, message{seen: start.Add(at), id: fmt.Sprint(len(rows)), agent: agent, thread: "somewhere", words: words})
	}
	const begun = 35 * time.Minute
	for at := begun; at < 27*time.Hour; at += 5 * time.Minute {
		write(at, fmt.Sprint("somebody at ", at), "what anybody says")
		for i := range 5000 {
			if at == 2*time.Hour+30*time.Minute {
				write(at, fmt.Sprint("passer-", i), "only this")
			}
		}
		for i := range 34 {
			words := "said again and again"
			if i%3 == 0 {
				words = fmt.Sprint(i, " of all the other ", i, " things that it says ", i)
			}
			if at == 26*time.Hour+40*time.Minute {
				write(at, "flood", words)
			}
		}
	}
	find := func(since time.Duration) (found []episode.Finding) {
		x := newActivity()
		for _, m := range rows {
			if !m.seen.Before(start.Add(since)) {
				x.Take(m)
			}
		}
		for _, agent := range x.recentlyOpen(start.Add(26*time.Hour + 40*time.Minute)) {
			found = append(found, x.finding(agent, start.Add(26*time.Hour+40*time.Minute)))
		}
		return found
	}
	first, again := find(0), find(time.Hour)
	if len(first) != 1 || len(again) != 1 || first[0].Confidence != again[0].Confidence || first[0].Confidence == 0.999 {
		t.Errorf("found are\n%+v\nand since an hour later\n%+v", first, again)
	}
}

// Who comes back after more than a day is greeted as a newcomer.
func TestWhoComesBackIsGreeted(t *testing.T) {
	s := newScript(9)
	for hour := range 25 { // an hour's rows let go of what is older than a day; the last do not yet of what follows
		s.write(time.Duration(hour)*time.Hour, "keeper", "somewhere", s.sentence(12))
	}
	for i := range 80 {
		at, who := time.Second+time.Duration(i)*29*time.Second, fmt.Sprintf("old-%d", i)
		s.write(at, who, "", s.sentence(12))
		post := s.write(at+24*time.Hour+20*time.Minute, who, "", s.sentence(12))
		s.write(at+24*time.Hour+20*time.Minute+time.Second, "greeter", post, "Good to have you here with us again!")
	}
	if got := gravest(s.flags(t)); len(got) > 0 {
		t.Errorf("flagged are %v, want nobody", got)
	}
}

// What was written more than a day before counts no more.
func TestOnlyWhatWasWrittenWithinADayCounts(t *testing.T) {
	var a account
	for _, after := range []time.Duration{0, time.Hour, memory - time.Minute, memory + time.Minute, memory + 2*time.Minute} {
		at := moment.Of(start.Add(after))
		a.remember(at, nil)
		if after != memory-time.Minute { // a greeting does not count
			a.count(mark{at: at, long: after != time.Hour}, "")
		}
	}
	if a.counted != 3 || a.own != 2 {
		t.Errorf("%d texts count, %d of them its own, want 3 and 2", a.counted, a.own)
	}
}

// What is let go of each hour is what would be when the account writes again.
func TestAnAccountIsLightenedOfWhatIsOld(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 4))
	var lightened, left account
	at := start
	for i := range 400 {
		at = at.Add(time.Duration(random.IntN(240)) * time.Minute)
		if random.IntN(40) == 0 {
			at = at.Add(memory)
		}
		m := message{seen: at, id: fmt.Sprint(i), words: fmt.Sprint("the ", random.IntN(30), " and more words of ", random.IntN(4), " or ", random.IntN(3))}
		lightened.lighten(func(t moment.Moment) bool { return moment.Of(at).Sub(t) > memory })
		if now := lightened.hear(m); now != left.hear(m) {
			t.Fatalf("text %d is %+v to a lightened account", i, now)
		} else {
			lightened.count(now, m.id)
			left.count(now, m.id)
		}
		if a, b := &lightened, &left; a.counted != b.counted || a.own != b.own {
			t.Fatalf("after text %d a lightened account wrote %d, %d of them its own, another %d and %d", i, a.counted, a.own, b.counted, b.own)
		}
	}
	lightened.lighten(func(moment.Moment) bool { return true })
	if cap(lightened.wrote)+cap(lightened.phrases)+cap(lightened.texts.few)+len(lightened.texts.many) > 0 {
		t.Errorf("of what is old %+v is left", lightened)
	}
	at = at.Add(time.Minute)
	left.recent().spoke.speak(7, moment.Of(at))
	left.marks, left.parrot = nil, nil
	left.lighten(func(t moment.Moment) bool { return t < moment.Of(at) })
	if _, again := left.recent().spoke.speak(7, moment.Of(at)); !again {
		t.Error("it is forgotten who was spoken to a minute ago")
	}
	if left.lighten(func(moment.Moment) bool { return true }); left.lately != nil {
		t.Errorf("of what is old %+v is left", left.lately)
	}
}
