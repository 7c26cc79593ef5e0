// Package remote has texts embedded by a service that speaks OpenAI's /v1/embeddings: Ollama,
// vLLM, Text Embeddings Inference and others; for those who want a transformer.
//
// A Client promises that every request is bounded in size, time and number of tries, that an
// answer is believed only if it has one finite vector of the agreed length for each text, and that
// the key appears in no error and no log. A text that the service fails for
// while it answers to others gets no vector, so that it stops nobody. A service that hangs
// is waited for for the time of one request, and from then on tried by a word.
// While the service is away a Fallback has texts embedded by the model in the binary, and a Waiting waits. Both say so once an
// outage and count who embedded what. None of them keeps texts or starts goroutines.
//
// Vectors come back in 256 numbers like all others: a model of more or fewer dimensions is
// projected along random directions that depend on nothing but the number of dimensions. Vectors
// of different models have nothing to do with one another, so every batch says which model gave it.
package remote
