package center

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	categoryPath    = "/rest/com/vmware/cis/tagging/category"
	tagPath         = "/rest/com/vmware/cis/tagging/tag"
	associationPath = "/rest/com/vmware/cis/tagging/tag-association"
	invalidArgument = "com.vmware.vapi.std.errors.invalid_argument"
)

// tagStore is the part of govmomi's tagging service that other objects may use.
type tagStore interface {
	sync.Locker
	AttachedTags(types.ManagedObjectReference) ([]string, types.BaseMethodFault)
	DetachTag(types.ManagedObjectReference, string) types.BaseMethodFault
}

// detachTags takes all tags off an object that is deleted.
func (c *center) detachTags(ref types.ManagedObjectReference) {
	if c.tags == nil {
		return
	}
	c.tags.Lock()
	defer c.tags.Unlock()
	ids, _ := c.tags.AttachedTags(ref)
	for _, id := range ids {
		_ = c.tags.DetachTag(ref, id)
	}
}

// tagging stands before govmomi's tagging service and adds what vCenter does beyond it: types of
// objects are answered without the prefix they may be given with, they can be added in any order,
// and a tag goes only onto what its category is for.
type tagging struct {
	next http.Handler
}

func (c *center) tagging(service *simulator.Service, next http.Handler) http.Handler {
	request := httptest.NewRequest(http.MethodGet, "/rest/", nil)
	handler, _ := service.ServeMux.Handler(request)
	c.tags, _ = handler.(tagStore)
	return &tagging{next}
}

type category struct {
	ID              string   `json:"id"`
	Cardinality     string   `json:"cardinality"`
	AssociableTypes []string `json:"associable_types"`
}

func (t *tagging) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	parent, action := path.Dir(r.URL.Path), r.URL.Query().Get("~action")
	switch {
	case r.Method == http.MethodPost && r.URL.Path == categoryPath:
		t.create(w, r)
	case r.Method == http.MethodPatch && parent == categoryPath:
		t.update(w, r)
	case r.Method == http.MethodPost && parent == associationPath && action == "attach":
		t.attach(w, r)
	default:
		t.next.ServeHTTP(w, r)
	}
}

func (t *tagging) create(w http.ResponseWriter, r *http.Request) {
	body, spec, ok := read(w, r, "create_spec")
	if !ok {
		return
	}
	spec["associable_types"] = plainTypes(spec["associable_types"])
	t.forward(w, r, body)
}

// update takes types in any order: govmomi wants the old ones first and in their order.
func (t *tagging) update(w http.ResponseWriter, r *http.Request) {
	body, spec, ok := read(w, r, "update_spec")
	if !ok {
		return
	}
	var found struct{ Value category }
	if !t.get(r, r.URL.Path, &found) {
		t.forward(w, r, body)
		return
	}
	if found.Value.Cardinality == "MULTIPLE" && spec["cardinality"] == "SINGLE" {
		refuse(w) // objects may have several tags already
		return
	}
	if asked := plainTypes(spec["associable_types"]); len(asked) > 0 {
		merged := slices.Clone(found.Value.AssociableTypes)
		for _, kind := range merged {
			if !slices.Contains(asked, kind) {
				refuse(w) // types can be added only
				return
			}
		}
		for _, kind := range asked {
			if !slices.Contains(merged, kind) {
				merged = append(merged, kind)
			}
		}
		spec["associable_types"] = merged
	}
	t.forward(w, r, body)
}

// attach refuses a second tag of a category that allows one, and objects it is not for.
func (t *tagging) attach(w http.ResponseWriter, r *http.Request) {
	body, object, ok := read(w, r, "object_id")
	if !ok {
		return
	}
	id := path.Base(r.URL.Path)
	kind, _ := object["type"].(string)
	tag, known := t.categoryOf(r, strings.TrimPrefix(id, "id:"))
	if known {
		if len(tag.AssociableTypes) > 0 && !slices.Contains(tag.AssociableTypes, kind) {
			refuse(w)
			return
		}
		for _, other := range t.attached(r, body) {
			if sibling, ok := t.categoryOf(r, other); ok && "id:"+other != id &&
				sibling.ID == tag.ID && tag.Cardinality == "SINGLE" {
				refuse(w)
				return
			}
		}
	}
	t.forward(w, r, body)
}

func (t *tagging) categoryOf(r *http.Request, tag string) (category, bool) {
	var found struct {
		Value struct {
			CategoryID string `json:"category_id"`
		}
	}
	var result struct{ Value category }
	ok := t.get(r, tagPath+"/id:"+tag, &found) && t.get(r, categoryPath+"/id:"+found.Value.CategoryID, &result)
	return result.Value, ok
}

// attached are the tags of the object that a request is about.
func (t *tagging) attached(r *http.Request, body map[string]any) []string {
	text, _ := json.Marshal(body)
	request := r.Clone(r.Context())
	request.URL.Path, request.URL.RawQuery = associationPath, "~action=list-attached-tags"
	request.Body = io.NopCloser(bytes.NewReader(text))
	recorder := httptest.NewRecorder()
	t.next.ServeHTTP(recorder, request)
	var answer struct{ Value []string }
	_ = json.Unmarshal(recorder.Body.Bytes(), &answer)
	return answer.Value
}

// get asks the service on behalf of the client, with the client's session.
func (t *tagging) get(r *http.Request, path string, answer any) bool {
	request := r.Clone(r.Context())
	request.Method, request.URL.Path, request.URL.RawQuery = http.MethodGet, path, ""
	request.Body = http.NoBody
	recorder := httptest.NewRecorder()
	t.next.ServeHTTP(recorder, request)
	return recorder.Code == http.StatusOK && json.Unmarshal(recorder.Body.Bytes(), answer) == nil
}

func (t *tagging) forward(w http.ResponseWriter, r *http.Request, body map[string]any) {
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	t.next.ServeHTTP(w, r)
}

// read is the whole body of a request, and the object below that key.
func read(w http.ResponseWriter, r *http.Request, key string) (body, inner map[string]any, ok bool) {
	if json.NewDecoder(r.Body).Decode(&body) == nil {
		inner, ok = body[key].(map[string]any)
	}
	if !ok {
		refuse(w)
	}
	return body, inner, ok
}

func refuse(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]any{"type": invalidArgument, "value": map[string]any{"messages": []string{}}})
}

// plainTypes are names of types without "urn:vim25:", sorted.
func plainTypes(value any) []string {
	list, _ := value.([]any)
	result := []string{}
	for _, item := range list {
		if name, ok := item.(string); ok {
			result = append(result, strings.TrimPrefix(name, "urn:vim25:"))
		}
	}
	sort.Strings(result)
	return slices.Compact(result)
}
