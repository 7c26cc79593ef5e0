package sybil

import (
	"github.com/moltwatch/moltwatch/detectors/angle"
	"github.com/moltwatch/moltwatch/internal/embedding"
)

// describer makes of what accounts say of themselves the signs of its vector. It is always the model
// in the binary that is asked, whatever embeds the forum's texts, so that it does not matter when.
type describer struct {
	encoder *embedding.Encoder // made for the first description
}

// signs gives the signs of a description's vector; all zero where there is nothing to be told of it.
func (d *describer) signs(description string) (s angle.Signs, err error) {
	if description == "" {
		return s, nil
	}
	if d.encoder == nil {
		model, err := embedding.Load()
		if err != nil {
			return s, err
		}
		d.encoder = model.NewEncoder()
	}
	var v embedding.Vector
	d.encoder.Embed(description, &v)
	return angle.Of((*[embedding.Dims]int8)(&v)), nil
}

// descriptions gives those that mean the same one number, by the leader algorithm (Hartigan 1975,
// Clustering Algorithms, ch. 3): a description is of the nearest earlier leader within reach, or leads
// a meaning of its own.
type descriptions struct {
	leaders []angle.Signs
	near    angle.Index
}

// value gives the number of a description's meaning; 0: there is none.
func (d *descriptions) value(s *angle.Signs) int32 {
	if *s == (angle.Signs{}) {
		return 0
	}
	leader := d.near.Nearest(s, sameMeaning, func(number int32) *angle.Signs { return &d.leaders[number] })
	if leader < 0 {
		leader = int32(len(d.leaders))
		d.leaders = append(d.leaders, *s)
		d.near.Add(s, leader)
	}
	return leader + 1
}
