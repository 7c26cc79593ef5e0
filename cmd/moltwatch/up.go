package main

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"

	"github.com/fatih/color"
)

// house is everything in one process.
type house struct {
	forum    *forumNode
	liveURL  string
	services []service
}

// newHouse makes all services.
func (a *application) newHouse(ctx context.Context) (*house, error) {
	node, err := a.newForum(ctx, nil)
	if err != nil {
		return nil, err
	}
	h := &house{forum: node, services: []service{node.service}}
	for _, build := range []func() (service, error){
		a.newIngest, a.newDetectors, a.newVitals,
		func() (service, error) { return a.newModerator(node.adminURL, node.token) },
		func() (s service, err error) { s, h.liveURL, err = a.newLive(); return s, err },
	} {
		s, err := build()
		if err != nil {
			return nil, err
		}
		h.services = append(h.services, s)
	}
	return h, nil
}

func runUp(ctx context.Context, a *application, _ []string) error {
	if err := a.refuseForum(); err != nil {
		return err
	}
	return a.serve(ctx, need{clickhouse: true}, func(ctx context.Context) ([]service, error) {
		h, err := a.newHouse(ctx)
		if err != nil {
			return nil, err
		}
		bold := color.New(color.Bold).SprintFunc()
		fmt.Fprintf(a.term.out, "%s  %s\nadmin  %s\n%s   %s\ndata   %s\n", bold("forum"), h.forum.url, h.forum.adminURL, bold("live"), h.liveURL, a.dataDir)
		if a.parts.ReaderDSN != "" {
			fmt.Fprintf(a.term.out, "reader %s\n", withoutPassword(a.parts.ReaderDSN))
			fmt.Fprintf(a.term.out, "       (for Grafana; its password is in %s)\n", filepath.Join(a.dataDir, "clickhouse", "credentials.json"))
		}
		fmt.Fprintln(a.term.out, "Ctrl-C ends it; everything is kept.")
		return h.services, nil
	})
}

func withoutPassword(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return ""
	}
	u.User = url.User(u.User.Username())
	return u.String()
}
