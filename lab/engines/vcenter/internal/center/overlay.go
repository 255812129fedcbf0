package center

import (
	"bytes"
	"reflect"

	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

// overlay sets in target what source says and leaves the rest: in a specification of the vSphere
// API, a property that is not set stays as it is. Structures inside structures are treated alike;
// lists and values behind an interface are replaced whole.
func overlay(target, source any) {
	overlayValue(reflect.ValueOf(target).Elem(), reflect.ValueOf(source).Elem())
}

func overlayValue(target, source reflect.Value) {
	switch source.Kind() {
	case reflect.Struct:
		for i := range source.NumField() {
			overlayValue(target.Field(i), source.Field(i))
		}
	case reflect.Pointer:
		if source.IsNil() {
			return
		}
		if source.Elem().Kind() == reflect.Struct && !target.IsNil() {
			merged := reflect.New(source.Type().Elem())
			merged.Elem().Set(target.Elem())
			overlayValue(merged.Elem(), source.Elem())
			target.Set(merged)
			return
		}
		target.Set(source)
	default:
		if !source.IsZero() {
			target.Set(source)
		}
	}
}

// copyOf is a deep copy, so that a clone and its source share nothing.
func copyOf[T any](value T) T {
	var buffer bytes.Buffer
	var result T
	encoder := xml.NewEncoder(&buffer)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	decoder := xml.NewDecoder(&buffer)
	decoder.TypeFunc = types.TypeFunc()
	if err := decoder.Decode(&result); err != nil {
		panic(err)
	}
	return result
}
