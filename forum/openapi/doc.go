// Package openapi writes the OpenAPI 3.1 document of an API from the routes that serve it and the
// Go types that go over the wire.
//
// It promises that a route is in the document with the types that the table of routes names, and
// that the same routes give the same bytes. It calls nothing and knows no route by itself; tests of
// package forum hold the answers of both APIs to the documents.
package openapi
