package main

import (
	"bufio"
	"bytes"
	"container/heap"
	"container/list"
	"container/ring"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/cmplx"
	"math/rand"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"text/tabwriter"
	"text/template"
	"time"
	"unicode"
	"unicode/utf8"
)

type Weekday int

const (
	Sun Weekday = iota
	Mon
	Tue
	_
	Thu
)

func (d Weekday) String() string {
	switch d {
	case Sun:
		return "Sun"
	case Mon:
		return "Mon"
	}
	return fmt.Sprintf("Weekday(%d)", int(d))
}

type Flags uint8

const (
	A Flags = 1 << iota
	B
	C
	All = A | B | C
)

const (
	KB = 1 << (10 * (iota + 1))
	MB
	GB
)

func (f Flags) Has(x Flags) bool { return f&x != 0 }
func (f *Flags) Set(x Flags)     { *f |= x }
func (f Flags) String() string {
	var parts []string
	for i, n := range []string{"A", "B", "C"} {
		if f&(1<<i) != 0 {
			parts = append(parts, n)
		}
	}
	return strings.Join(parts, "|")
}

type Item struct {
	val   string
	prio  int
	index int
}
type PQ []*Item

func (q PQ) Len() int           { return len(q) }
func (q PQ) Less(i, j int) bool { return q[i].prio > q[j].prio }
func (q PQ) Swap(i, j int)      { q[i], q[j] = q[j], q[i]; q[i].index, q[j].index = i, j }
func (q *PQ) Push(x any)        { it := x.(*Item); it.index = len(*q); *q = append(*q, it) }
func (q *PQ) Pop() any          { o := *q; n := len(o); it := o[n-1]; *q = o[:n-1]; return it }

type Celsius float64
type Temp struct {
	C    Celsius           `json:"c"`
	When time.Time         `json:"when"`
	Tags map[string]string `json:"tags,omitempty"`
	priv int
	Next *Temp `json:"next,omitempty"`
	Raw  json.RawMessage
	Any  any
	D    time.Duration `json:"d,string"`
}

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func (c Celsius) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("%.1fC", float64(c))), nil }
func (c *Celsius) UnmarshalText(b []byte) error {
	f, err := strconv.ParseFloat(strings.TrimSuffix(string(b), "C"), 64)
	*c = Celsius(f)
	return err
}

type Inv struct {
	Name  string
	Lines []Line
	Paid  bool
}
type Line struct {
	What string
	N    int
	Each float64
}

func (l Line) Total() float64 { return float64(l.N) * l.Each }

func main() {
	fmt.Println(Sun, Mon, Tue, Thu, []Weekday{Mon, 9}, map[Weekday]int{Mon: 1})
	fmt.Printf("%d %v %s %x %q\n", Mon, Thu, Mon, int(Thu), Mon)
	var f Flags
	f.Set(B)
	f.Set(C)
	fmt.Println(f, f.Has(A), All, uint8(f), KB, MB, GB, f&^B)
	q := PQ{}
	heap.Init(&q)
	for i, w := range []string{"lo", "hi", "mid"} {
		heap.Push(&q, &Item{val: w, prio: []int{1, 9, 5}[i]})
	}
	it := q[2]
	it.prio = 10
	heap.Fix(&q, it.index)
	for q.Len() > 0 {
		it := heap.Pop(&q).(*Item)
		fmt.Print(it.val, it.prio, " ")
	}
	fmt.Println()
	l := list.New()
	l.PushBack(1)
	l.PushFront(0)
	for e := l.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	r := ring.New(3)
	for i := range 3 {
		r.Value = i
		r = r.Next()
	}
	r.Do(func(v any) { fmt.Print(v.(int)*2, " ") })
	fmt.Println()
	t := Temp{C: 21.5, When: time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), Raw: json.RawMessage(`{"x":1}`), Any: []any{1, "a", nil}, D: time.Second}
	b, err := json.MarshalIndent(t, "", " ")
	fmt.Println(string(b), err)
	var u Temp
	err = json.Unmarshal([]byte(`{"c":"36.6C","when":"2024-01-02T03:04:05Z","tags":{"a":"b"},"next":{"c":"1C"},"Any":{"k":[1,2]},"d":"5"}`), &u)
	fmt.Println(u.C, u.When.Weekday(), u.Tags, u.Next.C, u.Any, u.D, err)
	err = json.Unmarshal([]byte(`{"c":"x"}`), &u)
	fmt.Println(err)
	dec := json.NewDecoder(strings.NewReader(`{"a":1} {"a":2}`))
	for dec.More() {
		var v struct{ A int }
		if err := dec.Decode(&v); err != nil {
			fmt.Println(err)
			break
		}
		fmt.Print(v.A, " ")
	}
	fmt.Println()
	fmt.Println(math.Sqrt2, math.MaxInt64, uint64(math.MaxUint64), math.Inf(1), -math.Inf(1), math.NaN(), math.Pi)
	x, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	y := new(big.Int).Exp(big.NewInt(2), big.NewInt(100), nil)
	fmt.Println(new(big.Int).Mul(x, y), x.Cmp(y), new(big.Rat).SetFrac64(1, 3), new(big.Int).Sqrt(y))
	fmt.Println(bits.OnesCount(255), bits.LeadingZeros64(1), bits.Reverse8(1), bits.Len(8), bits.TrailingZeros(8))
	c := complex(3, 4)
	fmt.Println(cmplx.Abs(c), real(c), imag(c), c*c, c == 3+4i, -c)
	fmt.Printf("%.2f %v\n", cmplx.Exp(1i*math.Pi), cmplx.Sqrt(-1))
	rng := rand.New(rand.NewSource(1))
	fmt.Println(rng.Intn(100), rng.Perm(5), rng.Float64() < 1)
	re := regexp.MustCompile(`(?P<k>\w+)=(?P<v>\d+)`)
	fmt.Println(re.FindAllString("a=1, b=22", -1), re.FindStringSubmatch("k=7")[re.SubexpIndex("v")], re.ReplaceAllString("a=1", "$v=$k"))
	fmt.Println(re.ReplaceAllStringFunc("a=1 b=2", strings.ToUpper), re.MatchString("zzz"))
	sc := bufio.NewScanner(strings.NewReader("one two\nthree\n\nfour"))
	for n := 1; sc.Scan(); n++ {
		fmt.Print(n, ":", sc.Text(), "|")
	}
	ws := bufio.NewScanner(strings.NewReader("a b  c"))
	ws.Split(bufio.ScanWords)
	words := 0
	for ws.Scan() {
		words++
	}
	fmt.Println(words, sc.Err())
	var out bytes.Buffer
	tm := template.Must(template.New("inv").Funcs(template.FuncMap{"up": strings.ToUpper, "add": func(a, b int) int { return a + b }}).Parse(
		`{{.Name | up}}:{{range $i, $l := .Lines}}
{{add $i 1}}. {{printf "%-6s" $l.What}} {{$l.N}} x {{$l.Each}} = {{$l.N}}{{end}}
{{if .Paid}}paid{{else}}open{{end}} {{len .Lines}} {{with .Name}}{{.}}{{end}} {{index .Lines 0}}
`))
	if err := tm.Execute(&out, Inv{"bob", []Line{{"nuts", 3, 0.5}, {"bolts", 1, 2}}, false}); err != nil {
		fmt.Println(err)
	}
	tw := tabwriter.NewWriter(&out, 0, 8, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(tw, "a\tbbb\tc")
	fmt.Fprintln(tw, "aaaa\tb\tccccc")
	tw.Flush()
	fmt.Print(out.String())
	ss := byLen{"ccc", "a", "bb"}
	sort.Sort(sort.Reverse(ss))
	fmt.Println(ss, sort.IsSorted(ss))
	rec, err := csv.NewReader(strings.NewReader("a,b\n\"x,y\",2\n")).ReadAll()
	fmt.Println(rec, len(rec[1]), err)
	fmt.Println(base64.StdEncoding.EncodeToString([]byte("hi?")), hex.EncodeToString([]byte{1, 255}))
	var buf bytes.Buffer
	w := bufio.NewWriter(&buf)
	fmt.Fprintf(w, "%05d|%-5s|%+.2e|%x|%08b|%U|%c|%t|%p", 42, "go", 12345.678, "hex", 5, 'é', 'é', true, nil)
	w.Flush()
	fmt.Println(buf.String(), buf.Len())
	s := "héllo, 世界"
	for i, r := range s {
		if r > unicode.MaxASCII {
			fmt.Print(i, string(r), " ")
		}
	}
	fmt.Println(len(s), utf8.RuneCountInString(s), []rune(s)[1], []byte(s)[1], s[1:3], strings.ToUpper(s), strings.Title("x y"))
	d, _ := time.ParseDuration("1h15m30.5s")
	fmt.Println(d, d.Minutes(), d.Round(time.Hour), t.When.Add(d).Format(time.RFC1123), t.When.AddDate(1, 0, 0).Format("2006-01-02"), t.When.YearDay())
	tt, err := time.Parse("2006-01-02 15:04", "2024-03-10 09:30")
	fmt.Println(tt, err, tt.Sub(t.When), tt.After(t.When), tt.Truncate(24*time.Hour).Unix())
	fmt.Println(filepath.Join("a", "..", "b", "c.txt"), filepath.Ext("x.tar.gz"), filepath.Base("/x/y"))
	fmt.Println(strconv.Quote("a\tb"), strconv.FormatInt(255, 16), strconv.AppendBool(nil, true), strconv.Itoa(-5))
	fmt.Println(strings.FieldsFunc("a1b2c", unicode.IsDigit), strings.NewReplacer("a", "b", "b", "a").Replace("abba"), strings.EqualFold("Go", "GO"))
	before, after, ok := strings.Cut("k=v", "=")
	fmt.Println(before, after, ok, strings.Count("cheese", "e"), strings.TrimFunc("  x ", unicode.IsSpace))
	var sb strings.Builder
	for i := 3; i > 0; i-- {
		fmt.Fprintf(&sb, "%d...", i)
	}
	sb.WriteByte('!')
	sb.WriteRune('é')
	fmt.Println(sb.String(), sb.Len())
}
