package local

import "slices"

// queue holds the threads whose turn it is, first come, first served. A thread that was retired since it queued has
// lost its turn.
type queue struct {
	entries []entry
	head    int
}

// entry is a thread with the turn it queued for.
type entry struct {
	th   *thread
	turn uint64
}

// push puts a thread at the end. The room of those that had their turn is used again once it is the greater part.
func (q *queue) push(th *thread) {
	const worthwhile = 1024
	if q.head > worthwhile && q.head > len(q.entries)/2 {
		q.entries, q.head = slices.Delete(q.entries, 0, q.head), 0
	}
	q.entries = append(q.entries, entry{th, th.turn})
}

// pop takes the first thread that still has its turn.
func (q *queue) pop() (*thread, bool) {
	for q.head < len(q.entries) {
		first := q.entries[q.head]
		q.entries[q.head] = entry{}
		q.head++
		if first.turn == first.th.turn {
			return first.th, true
		}
	}
	q.entries, q.head = q.entries[:0], 0
	return nil, false
}

// back puts a thread that was popped at the front again.
func (q *queue) back(th *thread) {
	q.entries, q.head = slices.Insert(q.entries[q.head:], 0, entry{th, th.turn}), 0
}
