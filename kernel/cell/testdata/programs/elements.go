package main

import "fmt"

type T struct {
	a [2]int
	n int
}

func (t T) M() int    { return t.n }
func (t *T) P() *T    { return t }
func (t *T) A() []int { return t.a[:] }

func main() {
	v := &T{[2]int{1, 2}, 3}
	pp := &v
	fmt.Println(T{v.a, (*v).n}, T{(*v).a, (*v).n + 1}, T{(**pp).a, (**pp).n}, T{(*pp).a, (*pp).n})
	fmt.Println([]int{(*v).n, (*v).a[1], (**pp).M(), (*v).a[:][0], (*(*pp).P()).n, (*v).P().A()[1]})
	fmt.Println(map[int]T{(*v).n: (*v), (*v).M() * 2: **pp}, [][]int{(*v).a[:], (*v).A()}, []*T{*pp, (*v).P()} != nil)
	fmt.Println([]any{(*v).n, (*v).M(), (*v).a, *v})
	fmt.Println([]func() int{(*v).M, (**pp).M}[1]())
	(*v).n++
	(**pp).a[0] = 7
	(*(*pp).P()).a[1]++
	(*v.P()).n *= 2
	fmt.Println(*v, (*v).n, &(*v).n == &v.n)
	var ar = &[3]int{1, 2, 3}
	fmt.Println([]int{(*ar)[1], ar[2], len(*ar), (*ar)[:2][1]}, []int{len((*v).a)})
	for i := range *ar {
		fmt.Println(i)
	}

}
