package main

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/ingest/poll"
	"github.com/moltwatch/moltwatch/internal/bus"
)

func pollFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.forumURL, 0, "forum-url", "", "the forum to watch, https://host; a reader's key is in "+varForumKey)
	forumTrustFlags(s, f)
	f.StringVar(&s.forumName, 0, "forum-name", "", "its name in actions; empty: its host")
	f.DurationVar(&s.pollEvery, 0, "poll-every", poll.DefaultEvery, "from the start of a round to the start of the next")
	f.DurationVar(&s.pollGap, 0, "poll-gap", poll.DefaultGap, "least time between two requests")
	f.DurationVar(&s.pollFollow, 0, "poll-follow", poll.DefaultFollow, "how long a post's thread is read after it was made")
}

func runPoll(ctx context.Context, a *application, _ []string) error {
	if a.kafka == "" {
		return usageError{errors.New("--kafka is missing: poll feeds the brokers that moltwatch ingest reads")}
	}
	u, err := url.Parse(a.forumURL)
	if err != nil || u.Host == "" {
		return usageError{errors.New("--forum-url is missing or no address, say https://www.moltbook.com")}
	}
	return a.serve(ctx, need{}, func(ctx context.Context) ([]service, error) {
		calls, err := a.forumHTTP()
		if err != nil {
			return nil, err
		}
		p, err := poll.New(ctx, poll.Config{
			URL: a.forumURL, HTTP: calls, Key: os.Getenv(varForumKey), Forum: a.forumName,
			StatePath: filepath.Join(a.dataDir, "poll", url.PathEscape(u.Host)+".db"),
			Every:     a.pollEvery, Gap: a.pollGap, Follow: a.pollFollow,
			Publisher: a.bus.Producer(bus.TopicActions), Logger: a.log.With(slog.String("service", "poll")),
		})
		if err != nil {
			return nil, err
		}
		return []service{{"the poller", p.Run}}, nil
	})
}
