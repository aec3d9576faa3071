// Runs test vectors with the client that openapi-generator makes. It reads calls from standard input, each an operation
// with a request and an answer, and prints what the client sent and what it made of the answer. No call leaves the machine.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"languages/tatodesk"
)

type object = map[string]any

type call struct {
	Operation string
	Body      json.RawMessage
	Form      map[string]json.RawMessage
	Answer    struct {
		Status int
		Text   string
	}
}

// transport keeps each request, and answers as the vector says.
type transport struct {
	sent   object
	status int
	text   string
}

func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	kind := request.Header.Get("Content-Type")
	t.sent = object{"method": request.Method, "url": request.URL.String(), "type": kind}
	// The client writes the name of this header as the specification does, and not as Go does.
	for name, values := range request.Header {
		if strings.EqualFold(name, "TATODESK-API-KEY") {
			t.sent["key"] = values[0]
		}
	}
	if strings.HasPrefix(kind, "multipart/form-data") {
		parts, err := form(request)
		if err != nil {
			return nil, err
		}
		t.sent["form"] = parts
	} else {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return nil, err
		}
		t.sent["body"] = json.RawMessage(body)
	}
	return &http.Response{
		StatusCode: t.status,
		Status:     http.StatusText(t.status),
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(strings.NewReader(t.text)),
		Request:    request,
	}, nil
}

// form reads a form as the vectors write it.
func form(request *http.Request) (object, error) {
	reader, err := request.MultipartReader()
	if err != nil {
		return nil, err
	}
	parts := object{}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		if part.FileName() == "" {
			parts[part.FormName()] = string(content)
		} else {
			parts[part.FormName()] = object{"fileName": part.FileName(), "base64": base64.StdEncoding.EncodeToString(content)}
		}
	}
}

// builder returns the request of an operation, before its body is set. Go writes the first letter of operations in upper case.
func builder(client *tatodesk.APIClient, operation string) (reflect.Value, bool) {
	name := strings.ToUpper(operation[:1]) + operation[1:]
	services := reflect.ValueOf(client).Elem()
	for index := range services.NumField() {
		if !services.Type().Field(index).IsExported() {
			continue
		}
		if method := services.Field(index).MethodByName(name); method.IsValid() {
			ctx := context.WithValue(context.Background(), tatodesk.ContextAPIKeys, map[string]tatodesk.APIKey{"ApiKey": {Key: "vector-key"}})
			return method.Call([]reflect.Value{reflect.ValueOf(ctx)})[0], true
		}
	}
	return reflect.Value{}, false
}

// set calls the method of the request that sets this member, with the value that the JSON decodes to.
func set(request reflect.Value, method string, value []byte) (reflect.Value, error) {
	setter := request.MethodByName(method)
	if !setter.IsValid() {
		return request, fmt.Errorf("the client has no %s", method)
	}
	argument := reflect.New(setter.Type().In(0))
	if file, ok := argument.Interface().(**os.File); ok {
		opened, err := open(value)
		if err != nil {
			return request, err
		}
		*file = opened
	} else if err := json.Unmarshal(value, argument.Interface()); err != nil {
		return request, err
	}
	return setter.Call([]reflect.Value{argument.Elem()})[0], nil
}

// open makes a file of the one that a vector describes. The client reads the file's name and closes it.
func open(value []byte) (*os.File, error) {
	var file struct{ FileName, Base64 string }
	if err := json.Unmarshal(value, &file); err != nil {
		return nil, err
	}
	content, err := base64.StdEncoding.DecodeString(file.Base64)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(folder, file.FileName)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return nil, err
	}
	return os.Open(path)
}

var folder string

func run(client *tatodesk.APIClient, transport *transport, call call) object {
	transport.sent, transport.status, transport.text = nil, call.Answer.Status, call.Answer.Text
	request, found := builder(client, call.Operation)
	if !found {
		return object{"failed": "the client has no " + call.Operation}
	}
	upper := func(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
	whole := call.Operation + "Request"
	if !request.MethodByName(upper(whole)).IsValid() {
		// A request that has no members has no type of its own.
		whole = "body"
	}
	members := map[string]json.RawMessage{whole: call.Body}
	if call.Form != nil {
		members = call.Form
	}
	for name, value := range members {
		var err error
		if request, err = set(request, upper(name), value); err != nil {
			return object{"failed": err.Error()}
		}
	}
	results := request.MethodByName("Execute").Call(nil)
	if err, failed := results[2].Interface().(error); failed {
		var refusal *tatodesk.GenericOpenAPIError
		if call.Answer.Status == http.StatusOK || !errors.As(err, &refusal) {
			return object{"sent": transport.sent, "failed": err.Error()}
		}
		envelope, _ := refusal.Model().(tatodesk.ErrorEnvelope)
		return object{"sent": transport.sent, "status": call.Answer.Status, "value": envelope}
	}
	return object{"sent": transport.sent, "status": 200, "value": results[0].Interface()}
}

func main() {
	if err := runAll(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runAll() (err error) {
	var calls []call
	if err := json.NewDecoder(os.Stdin).Decode(&calls); err != nil {
		return err
	}
	if folder, err = os.MkdirTemp("", "vectors"); err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	transport := &transport{}
	configuration := tatodesk.NewConfiguration()
	configuration.HTTPClient = &http.Client{Transport: transport}
	client := tatodesk.NewAPIClient(configuration)
	results := []object{}
	for _, call := range calls {
		results = append(results, run(client, transport, call))
	}
	var printed bytes.Buffer
	if err := json.NewEncoder(&printed).Encode(results); err != nil {
		return err
	}
	_, err = os.Stdout.Write(printed.Bytes())
	return err
}
