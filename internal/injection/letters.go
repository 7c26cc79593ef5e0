package injection

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Letters written as tags (U+E0020 to U+E007E) are shown by no font and read by models.
const firstTag, lastTag = 0xE0020, 0xE007E

func (v *view) rune(r rune, at int) {
	switch {
	case r == utf8.RuneError:
		v.put(' ', at, false)
		return
	case r >= firstTag && r <= lastTag:
		v.hidden = true
		v.put(byte(unicode.ToLower(r-firstTag+' ')), at, false)
		return
	case r == 0x2028 || r == 0x2029 || r == 0x85:
		v.put('\n', at, false)
		return
	case r == 0x2018 || r == 0x2019 || r == 0x02bc:
		v.put('\'', at, false)
		return
	case unseen(r):
		return
	case blank(r):
		v.put(' ', at, false)
		return
	}
	capital := unicode.IsUpper(r)
	r = unicode.ToLower(r)
	if l, ok := alone[r]; ok {
		v.put(l, at, capital)
		return
	}
	if l := enclosed(r); l > 0 {
		v.put(l, at, false)
		return
	}
	if simple(r) {
		v.append(r, at, capital)
		return
	}
	var buffer [utf8.UTFMax]byte
	n := utf8.EncodeRune(buffer[:], r)
	for _, d := range string(norm.NFKD.Bytes(buffer[:n])) {
		if !unseen(d) {
			v.append(unicode.ToLower(d), at, capital)
		}
	}
}

// alone are letters that no decomposition brings to Latin and that stand for it also alone.
var alone = map[rune]byte{
	'ı': 'i', 'ł': 'l', 'ø': 'o', 'đ': 'd', 'ħ': 'h', 'ɡ': 'g', 'ɑ': 'a', 'ɩ': 'i', 'ꞌ': '\'', 'ⅼ': 'l',
	// Small capitals.
	'ᴀ': 'a', 'ʙ': 'b', 'ᴄ': 'c', 'ᴅ': 'd', 'ᴇ': 'e', 'ꜰ': 'f', 'ɢ': 'g', 'ʜ': 'h', 'ɪ': 'i', 'ᴊ': 'j', 'ᴋ': 'k', 'ʟ': 'l', 'ᴍ': 'm',
	'ɴ': 'n', 'ᴏ': 'o', 'ᴘ': 'p', 'ꞯ': 'q', 'ʀ': 'r', 'ꜱ': 's', 'ᴛ': 't', 'ᴜ': 'u', 'ᴠ': 'v', 'ᴡ': 'w', 'ʏ': 'y', 'ᴢ': 'z',
}

// enclosed gives the letter within a circle, a square or brackets, whichever of them no decomposition brings to that
// letter alone. Flags are made of letters too, and are left alone.
func enclosed(r rune) byte {
	for _, first := range [...]rune{0x249c, 0x24b6, 0x24d0, 0x1f110, 0x1f130, 0x1f150, 0x1f170} {
		if r >= first && r < first+26 {
			return byte(r-first) + 'a'
		}
	}
	return 0
}

// unseen tells what nobody sees, and marks that are put on letters or around them.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Mn, unicode.Me)
}

// blank tells the letters and signs that are shown as a blank: those that fill a place in Hangul, and in Braille.
func blank(r rune) bool {
	return r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r == 0x2800 || r == 0x1680
}

// simple tells whether a letter is its own decomposition: most of those that are met. The two of Arabic that stand for
// whole sentences of up to 18 letters pass for such.
func simple(r rune) bool {
	return r == 0xfdfa || r == 0xfdfb || r >= 0x0430 && r <= 0x044f && r != 'й' || r >= 0x3040 && r <= 0x30ff || r >= 0x4e00 && r <= 0x9fff || r >= 0x1f300 && r <= 0x1faff || r >= 0x2190 && r <= 0x27ff && (r < 0x2460 || r > 0x24ff)
}
