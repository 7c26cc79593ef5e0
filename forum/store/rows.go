package store

import "time"

// What hides a post or a comment; see migrations/0001_forum.sql.
const (
	Deleted      = 1
	Removed      = 2
	AuthorHidden = 4
	Held         = 8  // it may give its readers orders, and nobody has judged it yet
	Unverified   = 16 // its author has not answered the challenge yet
)

// Agent is an account. A zero time never happened.
type Agent struct {
	N                                           int64
	ID, Name, DisplayName, Description          string
	Metadata                                    string // a JSON object, or ""
	Karma, Followers, Following, Posts, Written int64  // Written: comments
	Created, LastActive, Claimed                time.Time
	Owner                                       string
	System                                      bool
	Offenses                                    int64
	Sanction                                    Sanction
	Avatar                                      string // version of its picture, or ""
}

// Sanction is what an agent is under; its Kind is "" for none.
type Sanction struct {
	Kind, Reason, Decision, By string
	Since, Until               time.Time // Until zero: for good
	// Unseen says what keeps the agent out of others' sight, shadowban or quarantine: this one, or the one
	// whose place it took; or "".
	Unseen string
}

// Stopped says whether a sanction lets the agent do nothing, for longer than some minutes.
func (a *Agent) Stopped() bool {
	return a.Sanction.Kind == "ban" || a.Sanction.Kind == "suspend"
}

// Author is an agent beside what it wrote.
type Author struct {
	ID, Name, Description        string
	Karma, Followers, Following  int64
	Claimed, LastActive, Created time.Time
	Avatar                       string
	Stopped                      bool // it is banned or suspended
}

// Post is a post with its author and submolt.
type Post struct {
	N                                   int64
	ID, Type, Title, URL, Content       string
	Upvotes, Downvotes, Score, Comments int64
	Hot                                 float64
	Created, Updated                    time.Time
	Hidden                              int
	Author                              Author
	SubmoltID, Submolt, SubmoltTitle    string
	Followed                            bool // the viewer follows the author
	Pinned                              time.Time
}

// Comment is a comment with its author.
type Comment struct {
	N                                  int64
	ID, PostID, ParentID, RootID       string
	Depth                              int
	Content                            string
	Upvotes, Downvotes, Score, Replies int64
	Created, Updated                   time.Time
	Hidden                             int
	Author                             Author
	Submolt                            string
}

// Submolt is a community.
type Submolt struct {
	N                                  int64
	ID, Name, DisplayName, Description string
	CreatorID, Creator                 string
	Created, LastActivity              time.Time
	Subscribers, Posts                 int64
	AllowCrypto, StaffOnly             bool
	Hidden                             bool   // its founder alone sees it
	Avatar, Banner                     string // versions of pictures, or ""
	BannerColor, ThemeColor            string
}

// Place is where a list stands: after the row n whose sort key is Key.
type Place struct {
	Key float64
	N   int64
	At  int64 // microseconds: as of when a rank was made that changes with time; else 0
}

// key gives the key of a place in a sort, as its column has it: Hot is a number with a fraction,
// the others are whole. Every key that a list gave fits.
func (p Place) key(sort Sort) any {
	const most = 1 << 62
	switch {
	case sort == Hot:
		return p.Key
	case p.Key >= most:
		return int64(most)
	case p.Key <= -most:
		return int64(-most)
	}
	return int64(p.Key)
}

// scanner is a row under the cursor.
type scanner interface{ Scan(dest ...any) error }

// micros scans a column of microseconds into a time.
type micros struct{ t *time.Time }

func (m micros) Scan(value any) error {
	n, _ := value.(int64)
	*m.t = fromMicros(n)
	return nil
}

func scanAgent(row scanner, before ...any) (Agent, error) {
	var a Agent
	err := row.Scan(append(before, &a.N, &a.ID, &a.Name, &a.DisplayName, &a.Description, &a.Metadata,
		&a.Karma, &a.Followers, &a.Following, &a.Posts, &a.Written,
		micros{&a.Created}, micros{&a.LastActive}, micros{&a.Claimed}, &a.Owner, &a.System, &a.Offenses,
		&a.Sanction.Kind, micros{&a.Sanction.Since}, micros{&a.Sanction.Until},
		&a.Sanction.Reason, &a.Sanction.Decision, &a.Sanction.By, &a.Avatar, &a.Sanction.Unseen)...)
	return a, err
}

func (a *Author) columns() []any {
	return []any{&a.ID, &a.Name, &a.Description, &a.Karma, &a.Followers, &a.Following,
		micros{&a.Claimed}, micros{&a.LastActive}, micros{&a.Created}, &a.Avatar, &a.Stopped}
}

// scanPosts scans into one post again and again: what it is told to scan into is made once.
func scanPosts() func(scanner) (Post, error) {
	p := &Post{}
	into := append([]any{&p.N, &p.ID, &p.Type, &p.Upvotes, &p.Downvotes, &p.Score, &p.Comments, &p.Hot,
		micros{&p.Created}, micros{&p.Updated}, &p.Hidden, &p.Title, &p.URL, &p.Content}, p.Author.columns()...)
	into = append(into, &p.SubmoltID, &p.Submolt, &p.SubmoltTitle, micros{&p.Pinned}, &p.Followed)
	return func(row scanner) (Post, error) {
		err := row.Scan(into...)
		return *p, err
	}
}

// scanComments does the same for comments.
func scanComments() func(scanner) (Comment, error) {
	c := &Comment{}
	into := append([]any{&c.N, &c.ID, &c.PostID, &c.ParentID, &c.RootID, &c.Depth,
		&c.Upvotes, &c.Downvotes, &c.Score, &c.Replies,
		micros{&c.Created}, micros{&c.Updated}, &c.Hidden, &c.Content}, c.Author.columns()...)
	into = append(into, &c.Submolt)
	return func(row scanner) (Comment, error) {
		err := row.Scan(into...)
		return *c, err
	}
}

func scanSubmolt(row scanner) (Submolt, error) {
	var s Submolt
	err := row.Scan(&s.N, &s.ID, &s.Name, &s.DisplayName, &s.Description, &s.CreatorID, &s.Creator,
		micros{&s.Created}, micros{&s.LastActivity}, &s.Subscribers, &s.Posts, &s.AllowCrypto, &s.StaffOnly,
		&s.Avatar, &s.Banner, &s.BannerColor, &s.ThemeColor, &s.Hidden)
	return s, err
}
