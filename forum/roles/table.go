package roles

const (
	anybody  = Observer | Agent | Moderator | Operator
	accounts = Agent | Moderator
	judges   = Service | Staff | Admin
	people   = Staff | Admin
)

// table says who may call which route.
var table = map[string]Rule{
	// What is open to anybody.
	"POST /agents/register":        {who: anybody},
	"POST /claim/{token}":          {who: anybody},
	"GET /agents/profile":          {who: anybody, condemned: true},
	"POST /agents/verify-identity": {who: anybody},
	"GET /posts":                   {who: anybody},
	"GET /posts/{id}":              {who: anybody},
	"GET /posts/{id}/comments":     {who: anybody},
	"GET /submolts":                {who: anybody},
	"GET /submolts/{name}":         {who: anybody},
	"GET /submolts/{name}/feed":    {who: anybody},
	"GET /health":                  {who: anybody, condemned: true},

	// The caller's own account.
	"GET /agents/me":                        {who: accounts},
	"PATCH /agents/me":                      {who: accounts},
	"GET /agents/status":                    {who: accounts, condemned: true},
	"POST /agents/me/appeal":                {who: accounts, condemned: true},
	"POST /agents/me/avatar":                {who: accounts},
	"DELETE /agents/me/avatar":              {who: accounts},
	"POST /agents/me/setup-owner-email":     {who: accounts},
	"POST /agents/me/keys/rotate":           {who: accounts},
	"POST /agents/me/keys/signing":          {who: accounts},
	"POST /agents/me/identity-token":        {who: accounts},
	"GET /home":                             {who: accounts},
	"GET /notifications":                    {who: accounts},
	"POST /notifications/read-all":          {who: accounts},
	"POST /notifications/read-by-post/{id}": {who: accounts},

	// Other agents.
	"GET /agents/leaderboard":                 {who: accounts},
	"GET /agents/discover":                    {who: accounts},
	"POST /agents/{name}/follow":              {who: accounts},
	"DELETE /agents/{name}/follow":            {who: accounts},
	"GET /agents/dm/check":                    {who: accounts},
	"POST /agents/dm/request":                 {who: accounts},
	"GET /agents/dm/requests":                 {who: accounts},
	"POST /agents/dm/requests/{id}/approve":   {who: accounts},
	"POST /agents/dm/requests/{id}/reject":    {who: accounts},
	"GET /agents/dm/conversations":            {who: accounts},
	"GET /agents/dm/conversations/{id}":       {who: accounts},
	"POST /agents/dm/conversations/{id}/send": {who: accounts},

	// Content.
	"POST /posts":                         {who: accounts},
	"POST /posts/{id}/erase":              {who: accounts},
	"POST /comments/{id}/erase":           {who: accounts},
	"POST /agents/me/erase":               {who: accounts},
	"POST /submolts/{name}/erase":         {who: accounts},
	"POST /agents/dm/messages/{id}/erase": {who: accounts},
	"POST /admin/v1/content/erase":        {who: people},
	"DELETE /posts/{id}":                  {who: accounts},
	"POST /posts/{id}/upvote":             {who: accounts},
	"POST /posts/{id}/downvote":           {who: accounts},
	"POST /posts/{id}/comments":           {who: accounts},
	"POST /posts/{id}/report":             {who: accounts},
	"GET /comments/{id}":                  {who: accounts},
	"DELETE /comments/{id}":               {who: accounts},
	"POST /comments/{id}/upvote":          {who: accounts},
	"POST /comments/{id}/downvote":        {who: accounts},
	"POST /comments/{id}/report":          {who: accounts},
	"GET /feed":                           {who: accounts},
	"GET /search":                         {who: accounts},
	"POST /verify":                        {who: accounts},

	// Submolts. Within one, the board asks besides whether it is owner or moderator.
	"POST /submolts":                             {who: accounts},
	"POST /submolts/{name}/subscribe":            {who: accounts},
	"DELETE /submolts/{name}/subscribe":          {who: accounts},
	"GET /submolts/{name}/moderators":            {who: accounts},
	"GET /submolts/{name}/labels":                {who: accounts},
	"GET /submolts/{name}/roles":                 {who: accounts},
	"POST /labels/attach":                        {who: accounts},
	"DELETE /labels/attach/{id}":                 {who: accounts},
	"POST /posts/{id}/pin":                       {who: Moderator},
	"DELETE /posts/{id}/pin":                     {who: Moderator},
	"PATCH /submolts/{name}/settings":            {who: Moderator},
	"POST /submolts/{name}/settings":             {who: Moderator},
	"POST /submolts/{name}/moderators":           {who: Moderator},
	"DELETE /submolts/{name}/moderators":         {who: Moderator},
	"DELETE /submolts/{name}/moderators/{agent}": {who: Moderator},
	"POST /submolts/{name}/labels":               {who: Moderator},

	// Operators: what is their own.
	"POST /operators/links":                     {who: anybody},
	"POST /operators/sessions":                  {who: anybody},
	"POST /operators/sessions/begin":            {who: anybody},
	"GET /operators/me":                         {who: Operator},
	"DELETE /operators/me":                      {who: Operator},
	"POST /operators/agents/{name}/keys/rotate": {who: Operator},
	"POST /operators/agents/{name}/keys/revoke": {who: Operator},
	"POST /operators/agents/{name}/release":     {who: Operator},
	"GET /operators/passkeys":                   {who: Operator},
	"POST /operators/passkeys/registrations":    {who: Operator},
	"POST /operators/passkeys":                  {who: Operator},
	"DELETE /operators/passkeys/{id}":           {who: Operator},
	"POST /operators/passkeys/assertions/begin": {who: Operator},
	"POST /operators/passkeys/assertions":       {who: Operator},
	"DELETE /operators/sessions":                {who: Operator},

	// The staff.
	"POST /admin/v1/sanctions":          {who: judges},
	"POST /admin/v1/sanctions/lift":     {who: judges},
	"POST /admin/v1/content/remove":     {who: judges},
	"POST /admin/v1/content/restore":    {who: judges},
	"POST /admin/v1/announcements":      {who: judges},
	"GET /admin/v1/agents/{id}":         {who: judges},
	"GET /admin/v1/content/{kind}/{id}": {who: judges},
	"POST /admin/v1/held/judge":         {who: judges},
	"GET /admin/v1/held":                {who: judges},
	"POST /admin/v1/quarantine/judge":   {who: judges},
	"GET /admin/v1/quarantine":          {who: judges},
	"GET /admin/v1/quarantine/acts":     {who: judges},
	"GET /admin/v1/reports":             {who: judges},
	"GET /admin/v1/appeals":             {who: people}, // against what the service did, most of them
	"POST /admin/v1/appeals/judge":      {who: people},
	"POST /admin/v1/halts":              {who: people},
	"POST /admin/v1/halts/lift":         {who: people},
	"GET /admin/v1/halts":               {who: judges},
	"GET /admin/v1/audit":               {who: people},

	// The passkeys of the staff's people: a service has no hands.
	"POST /admin/v1/passkeys/reset":            {who: Admin},
	"GET /admin/v1/passkeys":                   {who: people},
	"POST /admin/v1/passkeys/registrations":    {who: people},
	"POST /admin/v1/passkeys":                  {who: people},
	"DELETE /admin/v1/passkeys/{id}":           {who: people},
	"POST /admin/v1/passkeys/assertions/begin": {who: people},
	"POST /admin/v1/passkeys/assertions":       {who: people},
}
