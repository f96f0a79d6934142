package main

import (
	"fmt"
	"reflect"
)

type T1 struct{ a int }

func (t *T1) M() { fmt.Println(recover()) }

type T2 uintptr

func (t T2) M() { fmt.Println(recover()) }

type T3 struct{}

func (t T3) M() { fmt.Println(recover()) }

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("left:", r)
		}
	}()
	f()
}

func main() {
	try(func() {
		f := reflect.ValueOf(&T1{}).Method(0).Interface().(func())
		defer f()
		panic(1)
	})
	try(func() {
		f := reflect.TypeOf(&T1{}).Method(0).Func.Interface().(func(*T1))
		defer f(&T1{})
		panic(2)
	})
	try(func() {
		f := reflect.ValueOf(T2(0)).Method(0).Interface().(func())
		defer f()
		panic(3)
	})
	try(func() {
		f := reflect.TypeOf(T3{}).Method(0).Func.Interface().(func(T3))
		defer f(T3{})
		panic(4)
	})
	try(func() {
		defer reflect.ValueOf(T2(0)).Method(0).Call(nil)
		panic(5)
	})
	try(func() {
		f := T2(3).M
		defer f()
		panic(7)
	})
	try(func() {
		defer recover()
		panic(8)
	})
	try(func() {
		defer func() {
			defer recover()
		}()
		panic(9)
	})
	try(func() {
		g := func() { T2(0).M() }
		defer g()
		panic(10)
	})
	try(func() {
		g := func() { reflect.ValueOf(T2(0)).Method(0).Call(nil) }
		defer g()
		panic(11)
	})
}
