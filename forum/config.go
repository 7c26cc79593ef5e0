package forum

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"time"

	"github.com/moltwatch/moltwatch/forum/attest"
	"github.com/moltwatch/moltwatch/forum/board"
	"github.com/moltwatch/moltwatch/forum/identity"
	"github.com/moltwatch/moltwatch/forum/limits"
	"github.com/moltwatch/moltwatch/forum/outbox"
	"github.com/moltwatch/moltwatch/forum/page"
	"github.com/moltwatch/moltwatch/forum/passkey"
	"github.com/moltwatch/moltwatch/forum/roles"
	"github.com/moltwatch/moltwatch/internal/embedding"
	"github.com/moltwatch/moltwatch/internal/obs"
	"github.com/moltwatch/moltwatch/internal/textfeatures"
)

// Config is what a forum needs. Fields without "may be" are required.
type Config struct {
	StorePath     string       // of the SQLite file; made when missing, its folder must exist; not used with StoreURL
	StoreURL      string       // may be "": the file; else of a PostgreSQL database, postgres://user@host:port/name, which nodes may share
	StorePassword string       // for StoreURL
	Listener      net.Listener // of the agents' API; Run closes it
	AdminListener net.Listener // of the staff's; Run closes it
	Publisher     outbox.Publisher

	ForumName   string                // Action.Forum, such as "moltbook"
	Producer    string                // Action.Producer, such as "forum-1": one name for all nodes that share a store
	AdminTokens map[string]string     // by the name that the audit shows; 16 characters at least
	StaffRoles  map[string]roles.Role // may be nil; by the same names: what each may do, admin where none is given
	HMACKey     []byte                // the forum's secret, 32 bytes at least: LoadOrCreateSecret keeps one

	// GuideKey is the private half of the Ed25519 key that signs what agents are told (skill.md
	// and its like): 32 bytes; may be nil: it is derived from HMACKey.
	GuideKey []byte
	Limits   limits.Preset // may be zero: nothing is limited
	Nearest  Nearest       // may be nil: searches go by words
	// Embedder gives what is searched for its meaning; may be nil: the model in the binary does. It
	// must be what the texts that Nearest knows were embedded by.
	Embedder embedding.Batch
	// Texts works features out of direct messages; may be nil: the forum makes one. Services of one
	// process share one, which is large.
	Texts *textfeatures.Extractor
	// SampleServed is of how many calls an action tells what an agent was shown: 0 (none) to 1.
	SampleServed float64
	// KeyLife ends bearer keys so long after they were given (0: never); one that was rotated is
	// good for KeyOverlap more (0: an hour).
	KeyLife, KeyOverlap time.Duration
	// HoldAbove holds posts and comments that give their readers orders with a greater
	// probability, until the staff has judged them; 0: nothing is held.
	HoldAbove float64
	Challenge bool // what agents write is shown once they have answered a question; those who are trusted are not asked

	// Verifier proves who claims an agent, and lets operators sign in; may be nil: whoever opens an
	// agent's claim link is taken at its word, and there are no operators. MailFolder makes the one
	// that is built in: signed links, which it puts as letters from MailFrom into that folder; or MailServer,
	// to which it hands them. Of the three one at most is given.
	Verifier             attest.Verifier
	MailFolder, MailFrom string
	MailServer           MailServer
	// PasskeyHost has operators and the staff register passkeys (WebAuthn), which Bulk then asks for;
	// may be "": there are none. It is the host of both APIs' pages, or what their hosts end with.
	// PasskeyOrigins are those of the pages, https://host[:port]; may be nil: PublicURL alone.
	PasskeyHost    string
	PasskeyOrigins []string
	Bulk           Bulk

	PublicURL      string           // may be "": scheme and host that claim links begin with; else those of Listener
	TrustedProxies []netip.Prefix   // may be nil: whose X-Forwarded-For counts
	Clock          func() time.Time // may be nil: time.Now
	WatermarkEvery time.Duration    // may be 0: one second
	OutboxKeep     time.Duration    // may be 0: one hour; how long what Kafka has stays in the outbox
	Readers        int              // may be 0: four; connections that read the store
	Logger         *slog.Logger     // may be nil: nothing is logged
}

// LoadOrCreateSecret reads a HMACKey from a file, and makes one when there is none. Whoever
// loses the file loses every agent's key.
func LoadOrCreateSecret(path string) ([]byte, error) { return identity.LoadOrCreateSecret(path) }

func (c *Config) complete() error {
	switch {
	case c.StorePath == "" && c.StoreURL == "":
		return errors.New("the forum has no store: give the path of its file, or the address of a PostgreSQL database")
	case c.Listener == nil || c.AdminListener == nil:
		return errors.New("the forum needs two listeners: one for agents, one for the staff")
	case c.Publisher == nil:
		return errors.New("the forum has no publisher: its actions would go nowhere")
	case c.ForumName == "" || c.Producer == "":
		return errors.New("the forum needs a name and a producer's name: both are in every action")
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://" + c.Listener.Addr().String()
	}
	letters := c.MailFolder != "" || c.MailServer.Address != ""
	if c.MailFolder != "" && c.MailServer.Address != "" || letters && c.Verifier != nil {
		return errors.New("the forum was given more than one of a verifier of claims, a folder for letters and a mail server: it needs one of them")
	}
	if _, err := mail.ParseAddress(c.MailFrom); letters && err != nil {
		return fmt.Errorf("the letters to operators have no sender: give an e-mail address: %w", err)
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	clock := c.Clock
	c.Clock = func() time.Time { return clock().UTC().Truncate(time.Microsecond) } // as times are kept and told
	if c.WatermarkEvery <= 0 {
		c.WatermarkEvery = time.Second
	}
	if c.OutboxKeep <= 0 {
		c.OutboxKeep = time.Hour
	}
	if c.KeyOverlap <= 0 {
		c.KeyOverlap = time.Hour
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Logger = slog.New(obs.Fold(c.Logger.Handler(), obs.RefusedForNow, obs.TLSHandshakeFailed, searchByWords))
	return nil
}

// Bulk says how much of something may be done in an hour before a passkey is asked for; see package
// board.
type Bulk = board.Bulk

// checker gives what runs the ceremonies of passkeys, nil for none.
func (c *Config) checker() (*passkey.Checker, error) {
	if c.PasskeyHost == "" {
		return nil, nil
	}
	origins := c.PasskeyOrigins
	if len(origins) == 0 {
		origins = []string{c.PublicURL}
	}
	return passkey.New(c.PasskeyHost, c.ForumName, origins)
}

// verifier gives what proves who claims an agent, nil for nothing.
func (c *Config) verifier(secret identity.Secret) attest.Verifier {
	var channel attest.Channel
	switch m := c.MailServer; {
	case m.Address != "":
		channel = &attest.SMTP{Server: m.Address, User: m.User, Password: m.Password, TLS: m.TLS, From: c.MailFrom, Clock: c.Clock}
	case c.MailFolder != "":
		channel = &attest.Folder{Path: c.MailFolder, From: c.MailFrom, Clock: c.Clock}
	default:
		return c.Verifier
	}
	return &attest.Links{Signer: secret.LinkSigner(c.ForumName), Forum: c.ForumName, Page: c.PublicURL + page.Address, Channel: channel}
}

// MailServer takes letters, over STARTTLS alone.
type MailServer struct {
	Address        string      // host:port
	User, Password string      // User may be "": it asks for no login
	TLS            *tls.Config // may be nil: the system's authorities
}

// Role is what a token of the staff may do; see package roles.
type Role = roles.Role

// Roles of the staff.
const (
	RoleService = roles.Service
	RoleStaff   = roles.Staff
	RoleAdmin   = roles.Admin
)

// RoleOfStaff gives the role that is called service, staff or admin.
func RoleOfStaff(name string) (Role, error) { return roles.OfStaff(name) }
