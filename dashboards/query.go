package dashboards

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
)

const (
	// DatasourceType is the id of Grafana's ClickHouse plugin.
	DatasourceType = "grafana-clickhouse-datasource"
	// DatasourceUID names the datasource that every query goes to. Whoever imports the
	// dashboards gives their ClickHouse datasource this uid.
	DatasourceUID = "moltwatch-clickhouse"
	// PluginVersion is the plugin that the queries are written for. The plugin takes queries
	// without one for those of version 3 and rewrites them.
	PluginVersion = "4.23.5"
)

// format is how the plugin turns rows into frames: its numbers, not ours.
type format int

const (
	formatTimeSeries format = 0 // rows of time, labels, numbers; sorted by time
	formatTable      format = 1 // rows as they are
)

func (f format) queryType() string {
	if f == formatTimeSeries {
		return "timeseries"
	}
	return "table"
}

// query is one query of a panel as the ClickHouse plugin reads it. The SDK knows the plugins
// that come with Grafana and not this one.
type query struct {
	RefID         string               `json:"refId"`
	Datasource    common.DataSourceRef `json:"datasource"`
	EditorType    string               `json:"editorType"` // sql: nothing for the query builder to parse
	QueryType     string               `json:"queryType"`  // what the editor shows
	Format        format               `json:"format"`     // what the plugin's backend does
	RawSQL        string               `json:"rawSql"`
	PluginVersion string               `json:"pluginVersion"`
}

var (
	_ variants.Dataquery              = query{}
	_ cog.Builder[variants.Dataquery] = query{}
)

func newQuery(sql string, as format) query {
	return query{
		RefID: "A", Datasource: datasource(), EditorType: "sql", QueryType: as.queryType(),
		Format: as, RawSQL: sql, PluginVersion: PluginVersion,
	}
}

func datasource() common.DataSourceRef {
	return common.DataSourceRef{Type: cog.ToPtr(DatasourceType), Uid: cog.ToPtr(DatasourceUID)}
}

// Build makes a query its own builder: it is complete from the start. It fails with
// cog.BuildErrors, as panel builders expect.
func (q query) Build() (variants.Dataquery, error) {
	if err := q.Validate(); err != nil {
		return nil, cog.MakeBuildErrors("query", err)
	}
	return q, nil
}

// ImplementsDataqueryVariant marks the type for the SDK.
func (query) ImplementsDataqueryVariant() {}

// DataqueryType gives the plugin's id.
func (query) DataqueryType() string { return DatasourceType }

// Equals reports whether other is the same query.
func (q query) Equals(other variants.Dataquery) bool { return reflect.DeepEqual(q, other) }

// Validate says what is missing.
func (q query) Validate() error {
	switch {
	case q.RefID == "":
		return errors.New("a query has no refId")
	case q.RawSQL == "":
		return fmt.Errorf("query %s has no SQL", q.RefID)
	}
	return nil
}
