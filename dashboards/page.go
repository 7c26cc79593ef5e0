package dashboards

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// tag is on all of the project's dashboards, and links them with each other.
const tag = "moltwatch"

// page is a dashboard being laid out, row after row. It keeps the first error to the end, so
// that a layout reads as a list.
type page struct {
	builder *dashboard.DashboardBuilder
	lastID  uint32
	err     error
}

func newPage(uid, title, about string) *page {
	links := dashboard.NewDashboardLinkBuilder("Moltwatch").
		Type(dashboard.DashboardLinkTypeDashboards).Tags([]string{tag}).KeepTime(true).IncludeVars(true)
	return &page{builder: dashboard.NewDashboardBuilder(title).
		Uid(uid).Description(about).Tags([]string{tag}).Link(links).
		Timezone("utc"). // event time is UTC everywhere else
		Time("now-6h", "now").Refresh("30s").
		Tooltip(dashboard.DashboardCursorSyncCrosshair)}
}

// row begins a titled row.
func (p *page) row(title string) {
	p.lastID++
	p.builder.WithRow(dashboard.NewRowBuilder(title).Id(p.lastID))
}

// variable adds a choice above the panels, whose options sql/variables/name.sql gives.
func (p *page) variable(name, label string) {
	p.builder.WithVariable(dashboard.NewQueryVariableBuilder(name).
		Label(label).
		Datasource(datasource()).
		Query(dashboard.StringOrMap{String: cog.ToPtr(p.sql("variables/" + name))}).
		Refresh(dashboard.VariableRefreshOnTimeRangeChanged).
		Sort(dashboard.VariableSortDisabled). // the query knows the order
		Multi(true).IncludeAll(true).
		Current(dashboard.VariableOption{
			Selected: cog.ToPtr(true),
			Text:     dashboard.StringOrArrayOfString{ArrayOfString: []string{"All"}},
			Value:    dashboard.StringOrArrayOfString{ArrayOfString: []string{"$__all"}},
		}))
}

func (p *page) sql(name string) string {
	text, err := readSQL(name)
	if err != nil && p.err == nil {
		p.err = err
	}
	return text
}

func (p *page) build() (dashboard.Dashboard, error) {
	if p.err != nil {
		return dashboard.Dashboard{}, p.err
	}
	built, err := p.builder.Build()
	if err != nil {
		return dashboard.Dashboard{}, fmt.Errorf("checking it: %w", err)
	}
	return built, nil
}

// card is what every panel has, of whatever type it is.
type card struct {
	title, about  string
	sql           string // file under sql/, without its ending
	width, height uint32 // of the grid's 24 columns, and in its rows of 30 pixels
}

// panel is what the SDK's panel builders have in common.
type panel[B any] interface {
	cog.Builder[dashboard.Panel]
	Id(uint32) B
	Title(string) B
	Description(string) B
	Datasource(common.DataSourceRef) B
	WithTarget(cog.Builder[variants.Dataquery]) B
	Span(uint32) B
	Height(uint32) B
}

// place puts a panel to the right of the last one, or below where the row is full.
func place[B panel[B]](p *page, c card, as format, b B) {
	p.lastID++
	b.Id(p.lastID)
	b.Title(c.title)
	b.Description(c.about)
	b.Datasource(datasource())
	b.WithTarget(newQuery(p.sql(c.sql), as))
	b.Span(c.width)
	b.Height(c.height)
	p.builder.WithPanel(b)
}
