package score

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Plot draws what a report has to show as SVG into a folder, and gives the files' names:
// the reliability curve, and how much of each campaign landed before its flag.
func (r Report) Plot(folder string) ([]string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("making the folder of the plots: %w", err)
	}
	var names []string
	if len(r.Reliability) > 0 {
		name := r.Kind + "-reliability.svg"
		if err := r.plotReliability(filepath.Join(folder, name)); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	if len(r.Cases) > 0 {
		name := r.Kind + "-before-flag.svg"
		if err := r.plotLanded(filepath.Join(folder, name)); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func (r Report) plotReliability(path string) error {
	p := plot.New()
	p.Title.Text = "Said and right: " + r.Kind
	p.X.Label.Text, p.Y.Label.Text = "confidence", "share that was right"
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	ideal := plotter.NewFunction(func(x float64) float64 { return x })
	ideal.Dashes = []vg.Length{vg.Points(3), vg.Points(3)}
	points := make(plotter.XYs, len(r.Reliability))
	for i, b := range r.Reliability {
		points[i] = plotter.XY{X: b.Confidence, Y: b.Right}
	}
	line, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return fmt.Errorf("drawing the reliability curve: %w", err)
	}
	p.Add(plotter.NewGrid(), ideal, line, dots)
	return save(p, 4*vg.Inch, 4*vg.Inch, path)
}

func (r Report) plotLanded(path string) error {
	p := plot.New()
	p.Title.Text = "Share of a campaign's items that landed before its first flag"
	p.X.Min, p.X.Max = 0, 1
	var values plotter.Values
	var labels []string
	for i := len(r.Cases) - 1; i >= 0; i-- {
		o := r.Cases[i]
		if o.Items < shareFrom {
			continue
		}
		values = append(values, shareOr1(o.BeforeFlag))
		label := o.ID
		if !o.Flagged {
			label += " (never)"
		}
		labels = append(labels, label)
	}
	if len(values) == 0 {
		values, labels = plotter.Values{0}, []string{"no campaign of 50 items"}
	}
	bars, err := plotter.NewBarChart(values, vg.Points(7))
	if err != nil {
		return fmt.Errorf("drawing what landed: %w", err)
	}
	bars.Horizontal = true
	p.Add(bars)
	p.NominalY(labels...)
	return save(p, 8*vg.Inch, vg.Points(60+12*float64(len(values))), path)
}

// save writes a plot; lines end without the blanks that the library leaves, so that a plot
// in a repository has no noise.
func save(p *plot.Plot, width, height vg.Length, path string) error {
	if err := p.Save(width, height, path); err != nil {
		return fmt.Errorf("drawing %s: %w", path, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading %s back: %w", path, err)
	}
	lines := strings.Split(string(data), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o644)
}
