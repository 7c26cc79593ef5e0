package kraft

import (
	"encoding/base64"

	"github.com/google/uuid"
)

// base64ID is a cluster id as Kafka writes them: a UUID in unpadded URL-safe base64.
func base64ID(id uuid.UUID) string { return base64.RawURLEncoding.EncodeToString(id[:]) }
