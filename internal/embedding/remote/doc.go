// Package remote has texts embedded by a service that speaks OpenAI's /v1/embeddings: Ollama,
// vLLM, Text Embeddings Inference and others; for those who want a transformer.
//
// A Client promises that every request is bounded in size, time and number of tries, that an
// answer is believed only if it has one finite vector of the agreed length for each text, and that
// the key appears in no error and no log. A Fallback promises that texts are embedded while the
// service is away, by the model in the binary, that it says so once an outage, and counts who
// embedded what. Neither keeps texts, and neither starts goroutines.
//
// Vectors come back in 256 numbers like all others: a model of more or fewer dimensions is
// projected along random directions that depend on nothing but the number of dimensions. Vectors
// of different models have nothing to do with one another: those that a Fallback made during an
// outage, and those from before a change of model, are not to be compared with the rest.
package remote
