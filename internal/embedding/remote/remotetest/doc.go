// Package remotetest is an embedding service for tests: it answers over HTTP as Ollama, vLLM and Text
// Embeddings Inference do, from a model that knows words and nothing else, and fails as is asked of
// it. It promises the same vector for the same text in every run, and to refuse what those refuse:
// another key or model, empty texts, too many or too long ones.
package remotetest
