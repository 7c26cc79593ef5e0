package dashboards_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// grafana does to a query what Grafana and the ClickHouse plugin do before ClickHouse sees it,
// as far as these dashboards need it: first the plugin's frontend, then Grafana's variables,
// then the plugin's backend. What it does not know is an error.
type grafana struct {
	from, to time.Time
	interval time.Duration
	chosen   map[string][]string // by variable; nil: All
}

const conditionalAll = "$__conditionalAll("

var (
	variable = regexp.MustCompile(`\$\{(\w+)(?::(\w+))?\}|\$(\w+)`)
	macro    = regexp.MustCompile(`\$__(\w+)(?:\(([^()]*)\))?`)
)

func (g grafana) expand(sql string) (string, error) {
	sql, err := g.frontend(sql)
	if err != nil {
		return "", err
	}
	replace := func(pattern *regexp.Regexp, with func([]string) (string, error)) {
		sql = pattern.ReplaceAllStringFunc(sql, func(found string) string {
			text, problem := with(pattern.FindStringSubmatch(found))
			if problem != nil && err == nil {
				err = problem
			}
			return text
		})
	}
	replace(variable, g.variable)
	replace(macro, g.backend)
	return sql, err
}

// frontend replaces each $__conditionalAll(condition, $variable), the last one first, with the
// condition or, where All is chosen, with 1=1.
func (g grafana) frontend(sql string) (string, error) {
	for at := strings.LastIndex(sql, conditionalAll); at >= 0; at = strings.LastIndex(sql, conditionalAll) {
		args, length := arguments(sql[at+len(conditionalAll):])
		if len(args) != 2 {
			return "", fmt.Errorf("conditionalAll with %d arguments", len(args))
		}
		name := strings.TrimPrefix(strings.TrimSpace(args[1]), "$")
		values, known := g.chosen[name]
		if !known {
			return "", fmt.Errorf("no variable %q", args[1])
		}
		condition := args[0]
		if values == nil {
			condition = "1=1"
		}
		sql = sql[:at] + condition + sql[at+len(conditionalAll)+length:]
	}
	return sql, nil
}

// arguments splits at the commas that stand in no parentheses, up to the one that closes. The
// plugin minds no quotes, and neither does this.
func arguments(sql string) (args []string, length int) {
	depth, start := 1, 0
	for i, c := range sql {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return append(args, sql[start:i]), i + 1
			}
		case ',':
			if depth == 1 {
				args, start = append(args, sql[start:i]), i+1
			}
		}
	}
	return nil, 0
}

func (g grafana) variable(found []string) (string, error) {
	name, format := found[1]+found[3], found[2]
	if strings.HasPrefix(name, "__") {
		return found[0], nil // a macro
	}
	switch values, known := g.chosen[name]; {
	case !known:
		return "", fmt.Errorf("no variable %q", name)
	case values == nil:
		return "", fmt.Errorf("variable %s stands outside conditionalAll, where All is chosen", name)
	case format != "singlequote":
		return "", fmt.Errorf("variable %s has format %q: only singlequote keeps a value a value", name, format)
	default:
		quoted := make([]string, len(values))
		for i, value := range values {
			quoted[i] = "'" + strings.ReplaceAll(value, "'", `\'`) + "'"
		}
		return strings.Join(quoted, ","), nil
	}
}

func (g grafana) backend(found []string) (string, error) {
	seconds := max(int(g.interval.Seconds()), 1)
	name, argument := found[1], found[2]
	wantsArgument := false
	var text string
	switch name {
	case "fromTime":
		text = fmt.Sprintf("toDateTime(%d)", g.from.Unix())
	case "toTime":
		text = fmt.Sprintf("toDateTime(%d)", g.to.Unix())
	case "interval_s":
		text = fmt.Sprint(seconds)
	case "timeFilter":
		text = fmt.Sprintf("%[1]s >= toDateTime(%[2]d) AND %[1]s <= toDateTime(%[3]d)", argument, g.from.Unix(), g.to.Unix())
		wantsArgument = true
	case "timeInterval":
		text = fmt.Sprintf("toStartOfInterval(toDateTime(%s), INTERVAL %d second)", argument, seconds)
		wantsArgument = true
	default:
		return "", fmt.Errorf("no macro %q", found[0])
	}
	if wantsArgument != (argument != "") {
		return "", fmt.Errorf("macro %s with argument %q", name, argument)
	}
	return text, nil
}

func TestMacrosExpandAsGrafanaExpandsThem(t *testing.T) {
	g := grafana{
		from: time.Unix(1415792726, 371e6), to: time.Unix(1447328726, 0), interval: 20 * time.Second,
		chosen: map[string][]string{"all": nil, "one": {"o'clock", "b"}},
	}
	for sql, want := range map[string]string{
		"$__timeFilter(a.time)":   "a.time >= toDateTime(1415792726) AND a.time <= toDateTime(1447328726)",
		"$__timeInterval(a.time)": "toStartOfInterval(toDateTime(a.time), INTERVAL 20 second)",
		"x >= $__fromTime":        "x >= toDateTime(1415792726)",
		"x <= $__toTime":          "x <= toDateTime(1447328726)",
		"60 / $__interval_s":      "60 / 20",
		"$__conditionalAll(x IN (${one:singlequote}), $one)":             `x IN ('o\'clock','b')`,
		"$__conditionalAll(x IN (${all:singlequote}), $all)":             "1=1",
		"$__conditionalAll(f(a, (SELECT ${one:singlequote})), $one) AND": `f(a, (SELECT 'o\'clock','b')) AND`,
	} {
		if got, err := g.expand(sql); err != nil || got != want {
			t.Errorf("%s became\n%s, %v; want\n%s", sql, got, err, want)
		}
	}
	for _, sql := range []string{"$other", "${all:singlequote}", "${one}", "${one:sqlstring}", "$__timeFilter", "$__nothing(x)",
		"$__conditionalAll(x, y, $one)", "$__conditionalAll(x IN (1)"} {
		if got, err := g.expand(sql); err == nil {
			t.Errorf("%s became %s; want an error", sql, got)
		}
	}
}
