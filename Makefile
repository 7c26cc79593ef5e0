# Everything that a person or a script does with this tree. `make help` lists it.
FOR ?= 90s
KILLS ?= 100
DRAWS ?= 20
SCALE ?= 50
GO  ?= go
BIN := bin/moltwatch
# The race detector, but not within C translated to Go, SQLite with its libc and allocator: its memory is not
# Go's, so that the detector sees nothing there and only costs, more than half of the time of the forum's tests.
# Vetting takes the same flags, so that all is compiled once.
RACE := -race $(foreach c,sqlite/lib libc memory,-gcflags=modernc.org/$(c)=-race=false)
# -ldflags=-w: no debugger will look, and it is half of the linking.
# ingest comes first: it takes longest, and alone at the end it left a core idle.
# Garbage is collected a quarter as often, below a bound: collecting costs a test binary and the linker an eighth of
# their time.
test: export GOGC ?= 400
test: export GOMEMLIMIT ?= 2GiB
# Each program under the race detector sleeps a second before it ends, as if somebody were still at work: here whoever
# starts a goroutine waits for it.
test: export GORACE ?= atexit_sleep_ms=0
# The engine of the embedded ClickHouse, from a lockfile with hashes.
CHDB := deploy/chdb/node_modules/.package-lock.json

.PHONY: help build deps demo test chaos bench scale score weights lint fuzz browser postgres corpus clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

build: deps ## build bin/moltwatch and fetch what it needs at run time
	$(GO) build -trimpath -buildvcs=auto -o $(BIN) ./cmd/moltwatch

deps: $(CHDB) ## fetch the embedded ClickHouse (npm)

$(CHDB): deploy/chdb/package.json deploy/chdb/package-lock.json
	npm ci --prefix deploy/chdb --no-audit --no-fund --loglevel=error
	@touch $@

demo: build ## run the main job with a simulated sybil ring: make demo FOR=90s
	$(BIN) demo --for $(FOR)

test: deps browser postgres ## run every test, with the race detector
	$(GO) vet $(RACE) ./...
	$(GO) test $(RACE) -ldflags=-w -vet=off -timeout 15m -exec $(CURDIR)/deploy/inmemory.sh ./ingest ./...

# The tests of ingest and of the loop that do more there than in the suite.
CHAOS := NothingIsLostOrDoubledWhateverIsKilled|EachActionIsStoredOnceWhateverIsStopped|AStalledConsumerThatWakesDoublesNothing|ALetterIsErasedThoughIngestIsKilledBeforeItIs|RingIsBannedAndNobodyElse
chaos: deps ## kill ingest so often at random moments on each of two brokers, and cut and restart each detector's run in so many ways, an hour: make chaos KILLS=100 DRAWS=20
	CHAOS_KILLS=$(KILLS) $(GO) test $(RACE) -count 1 -v -timeout 4h -run '^Test($(CHAOS))$$' ./ingest ./cmd/moltwatch
	CHAOS_DRAWS=$(DRAWS) $(GO) test $(RACE) -count 1 -timeout 4h -skip '^TestScale$$' ./detectors/...

browser: ## install Chromium for the browser test, if it is missing
	@deploy/browser.sh

postgres: ## install PostgreSQL for the forum's tests, if it is missing
	@deploy/postgres.sh

bench: deps postgres ## measure; docs/benchmarks.md has the last results
	$(GO) test -run '^$$' -bench . -benchmem ./...

score: build ## measure detection, write docs/scores.md: make score [DATA=DIR with labelled sets]
	$(BIN) score all --out docs $(if $(DATA),--data $(abspath $(DATA)))

weights: ## learn the weights of the classifier of injections, and measure them on sources left out: make weights DATA=posts.jsonl INNOCENT=innocent.jsonl
	$(GO) run ./sim/train --data $(abspath $(DATA)) $(if $(INNOCENT),--innocent $(abspath $(INNOCENT))) --out internal/injection/weights.bin

lint: ## what must be clean before a commit
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || (gofmt -l $$(git ls-files '*.go'); exit 1)
	$(GO) vet $(RACE) ./...

fuzz: ## run each fuzz target for half a minute
	@for pkg in $$(grep -rl '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u); do \
	  for target in $$(grep -ho '^func Fuzz[A-Za-z]*' $$pkg/*_test.go | cut -c6-); do \
	    $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime 30s $$pkg || exit 1; done; done

clean: ## remove what make build and runs left
	rm -rf bin .moltwatch

corpus: build ## replay a forum's dump twice and judge it by its labels: make corpus CORPUS=DIR
	CORPUS=$(abspath $(CORPUS)) $(GO) test -count 1 -v -timeout 30m -run '^TestCorpus$$' ./cmd/moltwatch

scale: deps ## measure each detector, and all in one process, on 50 million actions by 1.5 million agents: make scale SCALE=50 (millions; 15 GB of TMPDIR, an hour)
	SCALE=$(SCALE) $(GO) test -count 1 -v -timeout 3h -run '^TestScale$$' ./detectors/all
