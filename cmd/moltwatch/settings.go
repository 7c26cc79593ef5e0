package main

import (
	"strings"
	"time"

	"github.com/peterbourgon/ff/v4"

	"github.com/moltwatch/moltwatch/detectors"
	"github.com/moltwatch/moltwatch/forum"
	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/ingest"
	"github.com/moltwatch/moltwatch/internal/certs"
	"github.com/moltwatch/moltwatch/internal/warehouse"
	"github.com/moltwatch/moltwatch/sim/score"
)

// settings are what the flags of all subcommands set.
type settings struct {
	config                         string
	kafka, clickhouse, dataDir     string
	kafkaPartitions                int
	layout                         warehouse.Layout
	kafkaTLS                       bool
	kafkaCA, kafkaCert, kafkaKey   string
	kafkaServerName                string
	kafkaSASL, kafkaUser           string
	logLevel, logFormat            string
	forumName, producer            string
	forumStore                     string
	keyLife, keyOverlap            time.Duration
	forumAddr, adminAddr, adminURL string
	forumTLS, adminTLS, liveTLS    certs.Files
	forumTrust                     certs.Trust
	watermarkEvery                 time.Duration
	limits                         string
	challenge                      bool
	holdAbove, sampleServed        float64
	publicURL, claims              string
	trustedProxies                 string
	mailFolder, mailFrom           string
	mailServer, mailUser, mailCA   string
	passkeyHost, passkeyOrigins    string
	bulk                           forum.Bulk
	tick                           time.Duration
	policy, mode                   string
	liveAddr                       string
	scenario                       string
	length                         time.Duration
	seed                           uint64
	agents, out, speed             string
	pace                           float64 // speed as a number; 0: as fast as it goes
	json                           bool
	random                         bool
	forumURL                       string
	rate                           float64
	scoreIn                        score.Input
	against                        string
	drawn                          int // scenarios, at random
	raw, all                       bool
	explain                        string
	runQuery                       bool
	metricsAddr                    string
	ingestMemory, detectMemory     int // MiB
	ingestSession                  time.Duration
	text                           bool
	embeddingURL, embeddingModel   string
	embeddingDimensions            int
	embeddingTimeout               time.Duration
	embeddingOutage                string
	textWorkers                    int
	stages                         string
	pollEvery, pollGap, pollFollow time.Duration
	inOrder                        bool
}

// given reports whether a flag was set by whoever called, in any of the three ways.
func (a *application) given(name string) bool {
	f, ok := a.flags.GetFlag(name)
	return ok && f.IsSet()
}

// secretVariables are read from the environment only: a flag is seen by everybody who lists
// processes.
var secretVariables = []string{varAdminToken, varModeratorToken, varStaffTokens, varOriginKey, varClickHousePassword, varKafkaPassword, varForumKey, varGuideKey, varStorePassword, varEmbeddingKey, varMailPassword, "MOLTWATCH_LIBCHDB"}

const (
	varAdminToken         = "MOLTWATCH_ADMIN_TOKEN"
	varModeratorToken     = "MOLTWATCH_MODERATOR_TOKEN"
	varStaffTokens        = "MOLTWATCH_STAFF_TOKENS"
	varOriginKey          = "MOLTWATCH_ORIGIN_KEY"
	varClickHousePassword = "MOLTWATCH_CLICKHOUSE_PASSWORD"
	varForumKey           = "MOLTWATCH_FORUM_KEY"
	varGuideKey           = "MOLTWATCH_GUIDE_KEY" // 32 bytes in hex
	varKafkaPassword      = "MOLTWATCH_KAFKA_PASSWORD"
	varEmbeddingKey       = "MOLTWATCH_EMBEDDING_KEY"
	varMailPassword       = "MOLTWATCH_MAIL_PASSWORD"
	varStorePassword      = "MOLTWATCH_FORUM_STORE_PASSWORD"
)

// logFlags are what every command has.
func logFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.config, 0, "config", "", "file of settings, a line each: name value")
	f.StringEnumVar(&s.logLevel, 0, "log-level", "what is logged: info, debug, warn or error", "info", "debug", "warn", "error")
	f.StringEnumVar(&s.logFormat, 0, "log-format", "how it is logged: text or json", "text", "json")
}

// defaultPartitions is how many partitions the topic of actions gets.
const defaultPartitions = 4

// commonFlags are those of commands that stand on Kafka and ClickHouse.
func commonFlags(s *settings, f *ff.FlagSet) {
	logFlags(s, f)
	f.StringVar(&s.kafka, 0, "kafka", "", "Kafka brokers, host:port[,host:port]; empty: the embedded broker starts")
	kafkaSecurityFlags(s, f)
	f.StringVar(&s.clickhouse, 0, "clickhouse", "", "ClickHouse, clickhouse://user@host:port/database, its password in "+varClickHousePassword+"; empty: the embedded one starts")
	f.StringVar(&s.layout.Cluster, 0, "clickhouse-cluster", "", "spread the tables over this cluster of --clickhouse, as it stands under remote_servers there; the same for all services")
	f.BoolVar(&s.layout.Replicated, 0, "clickhouse-replicated", "with --clickhouse-cluster: replicated tables, by the macros {shard} and {replica}")
	f.IntVar(&s.layout.RetentionDays, 0, "retention-days", 0, "how long actions and their counts are kept, by event time; 0: for ever; the same for all services")
	f.StringVar(&s.dataDir, 0, "data", ".moltwatch", "directory that keeps everything of the embedded parts and the forum")
	f.IntVar(&s.kafkaPartitions, 0, "partitions", defaultPartitions, "partitions of the topic of actions, when it is created")
}

// serviceFlags are those of commands that run until they are stopped.
func serviceFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.metricsAddr, 0, "metrics-addr", "", "where /metrics, /livez and /readyz are served, host:port; empty: nowhere")
}

// ingestFlags are those of every command that has ingest in it.
func ingestFlags(s *settings, f *ff.FlagSet) {
	f.IntVar(&s.ingestMemory, 0, "ingest-memory", ingest.DefaultMemory>>20, "MiB that ingest may hold of what it has read; the same for all who share the work")
	f.DurationVar(&s.ingestSession, 0, "ingest-session", ingest.DefaultSession, "how long an ingest may be silent before its partitions are given to others")
	f.IntVar(&s.textWorkers, 0, "text-workers", 0, "how many texts are worked on at once; 0: as many as there are cores")
}

// embeddingFlags are those of every command that embeds: texts, or what is searched for among them.
func embeddingFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.embeddingURL, 0, "embedding-url", "", "a service that embeds texts as OpenAI's does (Ollama, vLLM, Text Embeddings Inference), http://host:port/v1, its key in "+varEmbeddingKey+"; empty: the model in the binary; the same for forum and ingest")
	f.StringVar(&s.embeddingModel, 0, "embedding-model", "", "the model of --embedding-url, as the service names it; the same for forum and ingest")
	f.IntVar(&s.embeddingDimensions, 0, "embedding-dimensions", 0, "how many dimensions --embedding-model is asked for, if it can be; 0: it is not asked; the same for forum and ingest")
	f.DurationVar(&s.embeddingTimeout, 0, "embedding-timeout", 10*time.Second, "how long one request to --embedding-url may take, with its tries")
}

// outageFlag is for commands whose stage text may go on without --embedding-url.
func outageFlag(s *settings, f *ff.FlagSet) {
	f.StringEnumVar(&s.embeddingOutage, 0, "embedding-outage", "while --embedding-url fails: builtin: the model in the binary embeds, and what it embedded is not found by meaning; wait: texts wait", outageBuiltin, outageWait)
}

// textFlag is for commands whose ingest is theirs alone; others name its stages.
func textFlag(s *settings, f *ff.FlagSet) {
	f.BoolVarDefault(&s.text, 0, "text", true, "work out what texts are like: embeddings, near-duplicates, injections; without it detectors that need that see nothing")
}

func ingestAloneFlags(s *settings, f *ff.FlagSet) {
	ingestFlags(s, f)
	embeddingFlags(s, f)
	outageFlag(s, f)
	f.StringVar(&s.stages, 0, "stages", strings.Join(allStages, ","), "what this ingest does: actions (raw rows, dead letters, decisions), text (what texts are like), or both; somebody must do each")
}

// allStages are those of ingest.
var allStages = []string{ingest.StageActions, ingest.StageText}

// chosenStages are those that this process works.
func (a *application) chosenStages() []string {
	switch {
	case a.stages != "":
		return strings.Split(a.stages, ",")
	case a.text:
		return allStages
	}
	return []string{ingest.StageActions}
}

// alone are the flags of a service that is a command of its own.
func alone(flags func(*settings, *ff.FlagSet)) func(*settings, *ff.FlagSet) {
	return func(s *settings, f *ff.FlagSet) {
		serviceFlags(s, f)
		flags(s, f)
	}
}

func forumFlags(s *settings, f *ff.FlagSet) {
	embeddingFlags(s, f)
	f.StringVar(&s.forumName, 0, "forum-name", "moltwatch", "the forum's name in actions")
	f.StringVar(&s.producer, 0, "producer", "forum-1", "the forum's name as a producer: one for all nodes that share a store, and no other forum's")
	f.DurationVar(&s.keyLife, 0, "key-life", 0, "how long an agent's bearer key is good, say 24h; 0: until it is revoked")
	f.DurationVar(&s.keyOverlap, 0, "key-overlap", time.Hour, "how long a key that was rotated is good beside the new one")
	f.StringVar(&s.forumStore, 0, "forum-store", "", "PostgreSQL, postgres://user@host:port/database, its password in "+varStorePassword+"; empty: a SQLite file in the data directory")
	f.StringVar(&s.forumAddr, 0, "forum-addr", "127.0.0.1:0", "where agents reach the forum; port 0: a free one")
	f.StringVar(&s.adminAddr, 0, "admin-addr", "127.0.0.1:0", "where the admin API listens; an admin's token is in "+varAdminToken+", the moderator's in "+varModeratorToken+" or both in the data directory, and more in "+varStaffTokens+", name:role:token each, of role service, staff or admin")
	f.StringVar(&s.trustedProxies, 0, "trusted-proxies", "", "networks of the proxies in front of the forum, CIDR or addresses with commas between: of them alone X-Forwarded-For is believed, for limits by address and for what detectors are told of origins; empty: of nobody")
	listenerTLSFlags(&s.forumTLS, f, "forum")
	listenerTLSFlags(&s.adminTLS, f, "admin")
	f.StringVar(&s.adminTLS.ClientCA, 0, "admin-tls-client-ca", "", "file with the authorities (PEM), one of which must have signed a certificate of whoever calls the admin API; empty: the token is enough")
	f.StringEnumVar(&s.limits, 0, "limits", "what agents may do: launch (100 requests a minute, a post each half hour, 50 comments an hour), established (stricter, and more so on an agent's first day) or off", limits.Launch, limits.Established, limits.Off)
	f.Float64Var(&s.holdAbove, 0, "hold-above", 0.9, "hold what gives its readers orders with a greater probability, until it is judged (admin API: held); 0: nothing is held")
	f.Float64Var(&s.sampleServed, 0, "sample-served", 0.1, "of how many calls an action tells what an agent was shown: 0 to 1")
	f.BoolVar(&s.challenge, 0, "challenge", "show what agents write only once they have answered a question; claimed agents of good standing are not asked")
	f.DurationVar(&s.watermarkEvery, 0, "watermark-every", time.Second, "how often the forum says up to which time it is complete")
	operatorFlags(s, f)
}

func detectFlags(s *settings, f *ff.FlagSet) {
	f.DurationVar(&s.tick, 0, "tick", detectors.DefaultTick, "event time between two ticks of the detectors")
}

func policyFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.policy, 0, "policy", "", "policy file (YAML); empty: the built-in policy")
	f.StringEnumVar(&s.mode, 0, "mode", "policy: act as the policy says; shadow: decide but never act", "policy", "shadow")
}

func moderateFlags(s *settings, f *ff.FlagSet) {
	policyFlags(s, f)
	f.StringVar(&s.adminURL, 0, "admin-url", "", "the forum's admin API, http(s)://host:port; its token is in "+varModeratorToken)
	forumTrustFlags(s, f)
	forumIdentityFlags(s, f)
}

func liveFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.liveAddr, 0, "live-addr", "127.0.0.1:0", "where people watch; port 0: a free one")
	listenerTLSFlags(&s.liveTLS, f, "live")
}

func upFlags(s *settings, f *ff.FlagSet) {
	serviceFlags(s, f)
	ingestFlags(s, f)
	textFlag(s, f)
	outageFlag(s, f)
	forumFlags(s, f)
	detectFlags(s, f)
	policyFlags(s, f)
	liveFlags(s, f)
	forumTrustFlags(s, f) // the moderator calls the admin API in the same process too
	forumIdentityFlags(s, f)
}

func replayFlags(s *settings, f *ff.FlagSet) {
	ingestFlags(s, f)
	textFlag(s, f)
	embeddingFlags(s, f)
	detectFlags(s, f)
	policyFlags(s, f)
	f.StringVar(&s.agents, 0, "agents", "", "the dump's agents, .jsonl, .jsonl.gz or .jsonl.zst; empty: those who wrote something")
	f.StringVar(&s.out, 0, "out", "", "directory for flags.jsonl and decisions.jsonl")
	f.StringVar(&s.speed, 0, "speed", "max", "max, or how many times faster than it happened")
	f.BoolVar(&s.json, 0, "json", "print the report as JSON")
}

func dashboardsFlags(s *settings, f *ff.FlagSet) {
	f.StringVar(&s.out, 0, "out", "deploy/grafana/dashboards", "directory for the dashboards' JSON")
}
