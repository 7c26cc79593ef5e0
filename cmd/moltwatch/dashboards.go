package main

import (
	"context"
	"fmt"

	"github.com/moltwatch/moltwatch/dashboards"
)

func runDashboards(_ context.Context, a *application, _ []string) error {
	if err := dashboards.Write(a.out); err != nil {
		return err
	}
	fmt.Fprintln(a.term.out, "dashboards written to", a.out)
	return nil
}
