package session

// queue is first in, first out.
type queue[T any] struct {
	items []T
	head  int
}

func (q *queue[T]) len() int { return len(q.items) - q.head }

func (q *queue[T]) push(item T) { q.items = append(q.items, item) }

// peek tells the first item; there must be one.
func (q *queue[T]) peek() T { return q.items[q.head] }

// shift takes the first item; there must be one.
func (q *queue[T]) shift() T {
	var none T
	item := q.items[q.head]
	q.items[q.head] = none
	q.head++
	if q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	} else if q.head > 64 && q.head*2 > len(q.items) {
		kept := copy(q.items, q.items[q.head:])
		clear(q.items[kept:])
		q.items, q.head = q.items[:kept], 0
	}
	return item
}

// drain takes all.
func (q *queue[T]) drain() []T {
	items := q.items[q.head:]
	q.items, q.head = nil, 0
	return items
}
