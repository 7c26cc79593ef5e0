package dashboards

import (
	"github.com/grafana/grafana-foundation-sdk/go/barchart"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/piechart"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/table"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

func legend() *common.VizLegendOptionsBuilder {
	return common.NewVizLegendOptionsBuilder().ShowLegend(true).
		DisplayMode(common.LegendDisplayModeList).Placement(common.LegendPlacementBottom)
}

func tooltip() *common.VizTooltipOptionsBuilder {
	return common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending)
}

// bars shows counts over time, stacked, one colour for each value of the column label.
func (p *page) bars(c card, label string) {
	place(p, c, formatTimeSeries, timeseries.NewPanelBuilder().
		DrawStyle(common.GraphDrawStyleBars).LineWidth(0).FillOpacity(80).
		Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal).Group("A")).
		DisplayName("${__field.labels."+label+"}"). // the bare label, without the column's name
		AxisSoftMin(0).Unit("short").
		Legend(legend()).Tooltip(tooltip()))
}

// lines shows a line for each number of the query.
func (p *page) lines(c card, unit string) {
	place(p, c, formatTimeSeries, timeseries.NewPanelBuilder().
		LineWidth(2).FillOpacity(10).ShowPoints(common.VisibilityModeAuto).
		AxisSoftMin(0).Unit(unit).
		Legend(legend()).Tooltip(tooltip()))
}

// numbers shows the only row of a query, number after number.
func (p *page) numbers(c card, columns ...column) {
	b := stat.NewPanelBuilder().
		ReduceOptions(common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"})).
		TextMode(common.BigValueTextModeValueAndName).ColorMode(common.BigValueColorModeNone).
		GraphMode(common.BigValueGraphModeNone).Unit("short")
	for _, col := range columns {
		b.OverrideByName(col.name, col.properties)
	}
	place(p, c, formatTable, b)
}

// ranking shows the rows of a query as lying bars, named by the column by.
func (p *page) ranking(c card, by string) {
	place(p, c, formatTable, barchart.NewPanelBuilder().
		XField(by).Orientation(common.VizOrientationHorizontal).Stacking(common.StackingModeNormal).
		ShowValue(common.VisibilityModeNever).Unit("short").
		Legend(legend()).Tooltip(tooltip()))
}

// share shows the rows of a query, a name and a number, as parts of a whole.
func (p *page) share(c card) {
	place(p, c, formatTable, piechart.NewPanelBuilder().
		PieType(piechart.PieChartTypeDonut).
		ReduceOptions(common.NewReduceDataOptionsBuilder().Values(true).Calcs([]string{"lastNotNull"})).
		DisplayLabels([]piechart.PieChartLabels{piechart.PieChartLabelsName, piechart.PieChartLabelsPercent}).
		Legend(piechart.NewPieChartLegendOptionsBuilder().ShowLegend(true).
			DisplayMode(common.LegendDisplayModeTable).Placement(common.LegendPlacementRight).
			Values([]piechart.PieChartLegendValues{piechart.PieChartLegendValuesValue})))
}

// rows shows the rows of a query as they are.
func (p *page) rows(c card, columns ...column) {
	b := table.NewPanelBuilder().Filterable(true).CellHeight(common.TableCellHeightSm)
	for _, col := range columns {
		b.OverrideByName(col.name, col.properties)
	}
	place(p, c, formatTable, b)
}

// column is how a table or a row of numbers shows one column of its query.
type column struct {
	name       string
	properties []dashboard.DynamicConfigValue
}

func property(id string, value any) dashboard.DynamicConfigValue {
	return dashboard.DynamicConfigValue{Id: id, Value: value}
}

// unit gives a column's numbers a unit of Grafana's.
func unit(name, unit string) column {
	return column{name, []dashboard.DynamicConfigValue{property("unit", unit)}}
}

// wide gives a column of text room, and its whole text on a click.
func wide(name string, pixels int) column {
	return column{name, []dashboard.DynamicConfigValue{
		property("custom.width", pixels), property("custom.inspect", true),
		property("custom.cellOptions", map[string]any{"type": "auto", "wrapText": true}),
	}}
}

// colored paints a column by its value.
func colored(name string, colors map[string]string) column {
	options := map[string]any{}
	for value, color := range colors {
		options[value] = map[string]any{"color": color}
	}
	return column{name, []dashboard.DynamicConfigValue{
		property("mappings", []any{map[string]any{"type": "value", "options": options}}),
		property("custom.cellOptions", map[string]any{"type": "color-text"}),
	}}
}

// alarming turns a number red from limit on.
func alarming(name, unit string, limit float64) column {
	return column{name, []dashboard.DynamicConfigValue{
		property("unit", unit),
		property("color", map[string]any{"mode": "thresholds"}),
		property("thresholds", map[string]any{"mode": "absolute", "steps": []any{
			map[string]any{"value": nil, "color": "green"}, map[string]any{"value": limit, "color": "red"},
		}}),
		property("custom.cellOptions", map[string]any{"type": "color-text"}),
	}}
}
