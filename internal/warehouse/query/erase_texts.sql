-- Takes out all that was worked out of some texts. The rows stay, so that each offset has its row.
ALTER TABLE {{table}}
UPDATE embedding = arrayWithConstant(256, toInt8(0)), embedding_model = '', foreign_letters = 0, injection = 0, injection_start = 0, injection_end = 0, repeats = 0,
       secrets = [], links = [], wallets = [], runes = 0, words_hash = 0, bands = [], pieces = []
WHERE action_id IN ({ids:Array(String)})
