package column

// chunk is how many records are kept in one piece.
const chunk = 1 << 12

// List is records, numbered from 0 on in the order in which they were added. The zero value has none.
type List[T any] struct {
	chunks [][]T
	size   int
}

// Add adds a record at the end, and gives its number.
func (l *List[T]) Add(record T) (number int32) {
	last := len(l.chunks) - 1
	if l.size%chunk == 0 {
		var room []T
		if last >= 0 { // most lists are small: the first chunk grows
			room = make([]T, 0, chunk)
		}
		l.chunks = append(l.chunks, room)
		last++
	}
	l.chunks[last] = append(l.chunks[last], record)
	l.size++
	return int32(l.size - 1)
}

// At gives a record, which may be changed.
func (l *List[T]) At(number int32) *T { return &l.chunks[number/chunk][number%chunk] }

// Len is how many records were added.
func (l *List[T]) Len() int { return l.size }

// Forget lets go of the records before one, as far as they fill chunks: nobody asks for them any more.
func (l *List[T]) Forget(before int32) {
	for i := before/chunk - 1; i >= 0 && l.chunks[i] != nil; i-- {
		l.chunks[i] = nil
	}
}

// Search gives the first record of which after is true, given that it is of all that follow it.
func (l *List[T]) Search(after func(record *T) bool) (number int32) {
	low, high := int32(0), int32(l.size)
	for low < high {
		if middle := low + (high-low)/2; after(l.At(middle)) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}
