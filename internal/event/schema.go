package event

import "embed"

// Schemas holds the published JSON Schemas (draft 2020-12): schema/action.json, flag.json,
// decision.json and deadletter.json.
//
//go:embed schema/*.json
var Schemas embed.FS
