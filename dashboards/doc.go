// Package dashboards is what trust & safety staff see in Grafana, as code: the dashboards
// Overview and Moderator over the tables of internal/warehouse.
//
// It promises that All gives the same dashboards every time, that Write leaves them as JSON
// for Grafana's provisioning, and that each query runs for a user who may only read: the tests
// run every panel's and every variable's SQL on a real ClickHouse. It never talks to Grafana
// or ClickHouse itself and keeps no state. The SQL under sql/ is owned here; the tables are
// owned by those who write them.
package dashboards
