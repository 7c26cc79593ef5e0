package prose

// The rules that the package's functions begin with. Their numbers are fixed, so that writing
// looks no name up.
const (
	ruleSentence int32 = iota
	ruleReply
	ruleShort
	ruleShortReply
	ruleTitle
	ruleQuestion
	ruleLead
	ruleItem
	ruleOpener
	ruleSignature
	ruleMark
	ruleBio
	ruleBatchBio
	ruleNameHead
	ruleNameTail
	ruleBatchHead
	ruleBrandHead
	ruleBrandTail
	rulePitch
	rulePump
	ruleAside
	ruleForm
	ruleOther
	ruleGoal
	ruleDirect
	ruleRole
	ruleNotice
	ruleDecode
	ruleSpaced
	ruleHidden
	ruleWorm
	ruleTheft
	ruleWarn
	ruleDiscuss
	ruleLeak
	ruleHello
	ruleMeme
	ruleMemeBefore
	ruleMemeAfter
	ruleNewsWho
	ruleNewsWhat
	ruleReact
	entries
)

var entryNames = [entries]string{
	ruleSentence: "sentence", ruleReply: "reply", ruleShort: "short", ruleShortReply: "shortreply", ruleTitle: "title",
	ruleQuestion: "question", ruleLead: "lead", ruleItem: "item", ruleOpener: "opener", ruleSignature: "signature", ruleMark: "mark",
	ruleBio: "bio", ruleBatchBio: "batchbio", ruleNameHead: "namehead", ruleNameTail: "nametail", ruleBatchHead: "batchhead",
	ruleBrandHead: "brandhead", ruleBrandTail: "brandtail", rulePitch: "pitch", rulePump: "pump", ruleAside: "aside",
	ruleForm: "form", ruleOther: "other", ruleGoal: "goalof", ruleDirect: "direct", ruleRole: "role", ruleNotice: "notice",
	ruleDecode: "decode", ruleSpaced: "spaced", ruleHidden: "hidden", ruleWorm: "worm", ruleTheft: "theft", ruleWarn: "warn",
	ruleDiscuss: "discuss", ruleLeak: "leak", ruleHello: "hello", ruleMeme: "meme", ruleMemeBefore: "memebefore",
	ruleMemeAfter: "memeafter", ruleNewsWho: "newswho", ruleNewsWhat: "newswhat", ruleReact: "react",
}
