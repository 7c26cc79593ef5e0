package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
)

//go:embed sql/*.sql sql/sqlite/*.sql sql/postgres/*.sql
var queryFiles embed.FS

// readStatements are the queries of sql that read. Each field bears its query's name.
type readStatements struct {
	AgentBySkeleton, AgentShownAs, SubmoltBySkeleton             *sql.Stmt
	AgentByID, AgentByName, AgentByKey, SanctionsEnding          *sql.Stmt
	AgentsByIDs, PostHeads                                       *sql.Stmt
	Follows, Subscribed                                          *sql.Stmt
	SubmoltByName, SubmoltsBySize, SubmoltsByAge, Totals         *sql.Stmt
	QuarantinedItems, ActsAfter, ActsOfAfter                     *sql.Stmt
	PostHead, PostByID, PostsAt                                  *sql.Stmt
	PostsNew, PostsHot, PostsTop                                 *sql.Stmt
	PostsSubmoltNew, PostsSubmoltHot, PostsSubmoltTop            *sql.Stmt
	PostsAgentNew, PostsAgentHot, PostsAgentTop                  *sql.Stmt
	PostsAgentSubmoltNew, PostsAgentSubmoltHot                   *sql.Stmt
	PostsAgentSubmoltTop                                         *sql.Stmt
	PostsFollowingNew, PostsFollowingHot, PostsFollowingTop      *sql.Stmt
	PostsOwnHidden                                               *sql.Stmt
	BarePosts, AuthorsOf, SubmoltNames, FollowedOf               *sql.Stmt
	CommentByID, CommentsAt, RootsBest, RootsNew, RootsOld       *sql.Stmt
	RepliesBelow, CommentsOwnHidden, CommentsOwnHiddenNew        *sql.Stmt
	CommentsAgentNew, VoteOf, UncountedVotes, OwnHiddenCounts    *sql.Stmt
	VotesAhead, FollowsAhead, SubscriptionsAhead, NextRecount    *sql.Stmt
	SanctionBelow                                                *sql.Stmt
	StoredAnswer, AuditAfter, OutboxAfter, OutboxLast, RelaySent *sql.Stmt
	OutboxTelling, OutboxOf                                      *sql.Stmt
	AnyHalts, HaltOf, Halts                                      *sql.Stmt
	AppealOf, AppealByID, AppealsWaiting, AppealsDecided         *sql.Stmt
	ToldOf, WriterOfMessage, WriterOfReport, WriterOfAppeal      *sql.Stmt
	SignerOf, LeakedKey                                          *sql.Stmt
	OperatorByID, OperatorByContact, OperatorByHandle            *sql.Stmt
	OperatorBySession, OwnershipOf, OwnedByName, OwnedAfter      *sql.Stmt
	HandleClaimed, ProofByID                                     *sql.Stmt
	ProofTimesOfContact, ProofTimesOfAgent                       *sql.Stmt
	PasskeysOf, PasskeyByID, CeremonyByID, BulkAmount            *sql.Stmt

	RateWindows, PostTimes, CommentTimes, SubmoltTimes                      *sql.Stmt
	RegistrationTimes, ClaimTimes                                           *sql.Stmt
	NotificationsOf, NotificationsUnread                                    *sql.Stmt
	ConversationByID, ConversationOfPair, ConversationsAsked                *sql.Stmt
	ConversationsAsker, MessagesOf, MessagesUnread                          *sql.Stmt
	AgentOfOwner, ModeratorsOf, ModeratorRole                               *sql.Stmt
	PinnedCount, PinnedPlaces, LabelsOf, LabelByID                          *sql.Stmt
	AttachmentByID, AttachmentsOf, AttachmentTo, PictureOf                  *sql.Stmt
	Leaders, ReportsAfter, HeldWaiting                                      *sql.Stmt
	LabelDeclined                                                           *sql.Stmt
	ChallengeByCode, PostsHolding, CommentsHolding                          *sql.Stmt
	AgentsHolding, SubmoltsHolding, AgentByPlace                            *sql.Stmt
	RolesOfAgent, SubmoltByID, PostsRecent, PostsSubmoltRecent, RootsRecent *sql.Stmt
}

// sharedStatements read what saves exchanges with a database: in a file it would cost more than it saves.
type sharedStatements struct{ CommentTimesByIDs *sql.Stmt }

// writeStatements are those that write.
type writeStatements struct {
	InsertLook, DropLooks                                        *sql.Stmt
	InsertAgent, ImportAgent, InsertKey, UpdateAgent, ClaimAgent *sql.Stmt
	TouchAgent, AddKarma, SetSanction, ClearSanction             *sql.Stmt
	PutSanctionBelow, DeleteSanctionBelow, GiveBackSanction      *sql.Stmt
	HidePostsOf, ShowPostsOf, HideCommentsOf, ShowCommentsOf     *sql.Stmt
	InsertFollow, DeleteFollow, AddFollowing, AddFollower        *sql.Stmt
	DropFollower, RecountFollowers, TurnFollows                  *sql.Stmt
	PutRecount, DeleteRecount                                    *sql.Stmt
	InsertSubscription, DeleteSubscription, AddSubscriber        *sql.Stmt
	DropSubscriber, RecountSubscribers, TurnSubscriptions        *sql.Stmt
	RecountKarma, RecountPostVotes, RecountCommentVotes          *sql.Stmt
	TurnVotes                                                    *sql.Stmt
	InsertSubmolt, ImportSubmolt, ShowSubmolt, ShowSubmoltsOf    *sql.Stmt
	InsertPost, SetPostHidden, SetPostVotes                      *sql.Stmt
	InsertComment, SetCommentHidden, SetCommentVotes             *sql.Stmt
	CountComment, CountReply, CountTotal                         *sql.Stmt
	PutVote, DeleteVote                                          *sql.Stmt
	StoreAnswer, ForgetAnswers, InsertAudit                      *sql.Stmt
	InsertOutbox, SetRelaySent, PruneOutbox                      *sql.Stmt
	PutHalt, DeleteHalt, InsertAct, DeleteActs                   *sql.Stmt
	InsertAppeal, DecideAppeal                                   *sql.Stmt
	EndKeys, RevokeLeakedKey, PutSigner                          *sql.Stmt
	InsertSignedCall, ForgetSignedCalls                          *sql.Stmt
	ErasePost, EraseComment, EraseOutbox, SetOutboxBody          *sql.Stmt
	InsertTold, ForgetTold, EraseAgent, EraseSubmolt             *sql.Stmt
	EraseMessage, EraseReport, EraseAppeal                       *sql.Stmt
	InsertOperator, DeleteOperator, PutOwnership, ReleaseAgent   *sql.Stmt
	InsertProof, UseProof, ForgetProofs, RevokeKeysOf            *sql.Stmt
	InsertOperatorSession, DeleteOperatorSession, RenewClaim     *sql.Stmt
	ForgetOperatorSessions, DeleteSigner                         *sql.Stmt
	InsertPasskey, UsePasskey, DeletePasskey, DeletePasskeys     *sql.Stmt
	DeleteAssertionsOf, DeleteCeremoniesOf                       *sql.Stmt
	DeleteOperatorSessionsOf                                     *sql.Stmt
	InsertCeremony, DeleteCeremony, ForgetCeremonies             *sql.Stmt
	InsertAssertion, TakeAssertion, ForgetAssertions             *sql.Stmt
	InsertBulkAct, DeleteBulkActs, ForgetBulkActs                *sql.Stmt

	PutRateWindow, ForgetRateWindows                                  *sql.Stmt
	InsertRegistration, ForgetRegistrations                           *sql.Stmt
	InsertNotification, ReadNotificationsOfPost                       *sql.Stmt
	ReadNotifications, InsertConversation, SetConversation            *sql.Stmt
	InsertMessage, PutModerator, DeleteModerator, SetSubmolt          *sql.Stmt
	SetPinned, PutLabel, PutAttachment, DeleteAttachment              *sql.Stmt
	DeclineLabel                                                      *sql.Stmt
	PutPicture, DeletePicture, SetAvatar, PutOwnerEmail               *sql.Stmt
	InsertReport, InsertHeld, JudgeHeld                               *sql.Stmt
	InsertChallenge, UseChallenge, CountWrongAnswer, ForgetChallenges *sql.Stmt
}

// preparer is a pool or one connection.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// statementText is a query, and the one that does the same for many rows at once, given as an array of each
// parameter; "" where there is none.
type statementText struct{ one, many string }

// prepare fills each field of the structs with the query of its name, and gives their texts.
func prepare(ctx context.Context, db preparer, queries map[string]string, into ...any) (map[*sql.Stmt]statementText, error) {
	texts := map[*sql.Stmt]statementText{}
	for _, target := range into {
		v := reflect.ValueOf(target).Elem()
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			text, ok := queries[name]
			if !ok {
				return nil, fmt.Errorf("no query is named %s", name)
			}
			stmt, err := db.PrepareContext(ctx, text)
			if err != nil {
				return nil, fmt.Errorf("preparing query %s: %w", name, err)
			}
			v.Field(i).Set(reflect.ValueOf(stmt))
			texts[stmt] = statementText{text, queries[name+"ForMany"]}
		}
	}
	return texts, nil
}

// readQueries gives the embedded queries of an engine by the names in their "-- name:" lines.
func readQueries(e engine) (map[string]string, error) {
	queries := map[string]string{}
	for _, pattern := range []string{"sql/*.sql", "sql/" + e.dialect() + "/*.sql"} {
		files, err := fs.Glob(queryFiles, pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := queryFiles.ReadFile(file)
			if err != nil {
				return nil, err
			}
			sections := strings.Split("\n"+string(text), "\n-- name: ")
			for _, section := range sections[1:] {
				name, query, _ := strings.Cut(section, "\n")
				if _, twice := queries[name]; twice {
					return nil, fmt.Errorf("two queries are named %s", name)
				}
				// SQLite's driver parses anew, each time, what has anything behind its end.
				end := strings.LastIndexByte(query, ';')
				if end < 0 {
					return nil, fmt.Errorf("query %s does not end with a semicolon", name)
				}
				queries[name] = e.rewrite(query[:end])
			}
		}
	}
	return queries, nil
}
