import Foundation
import Testing

@testable import Voice

/// What is not written in words is read as speakers of the language say it.
@Suite struct SpokenTextTests {
    private func read(_ text: String, _ language: String) -> String {
        SpokenText(Sentence(text: text, offset: 0, ending: .sentence), language: language).sentence.text
    }

    @Test(arguments: [
        ("en", "Well done 👍 and bye 👋🏽!", "Well done  thumbs up  and bye  waving hand !"),
        ("en", "We ❤️ 🇯🇵, ©.", "We  red heart   Japan , ©."),
        ("en", "Ha 😂😂😂🔥", "Ha  face with tears of joy, fire "),
        ("ja", "やった🎉", "やった クラッカー "), ("cmn", "太好了👏", "太好了 鼓掌 "), ("de", "Gut 👍", "Gut  daumen hoch "),
        ("fi", "Hei 👍", "Hei 👍"),
    ])
    func `emoji are called what they are in the language`(language: String, written: String, spoken: String) {
        let data = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../data/emoji").path
        let sentence = Sentence(text: written, offset: 0, ending: .sentence)
        let names = EmojiNames(folder: data).rules(for: language)

        #expect(SpokenText(sentence, language: language, lexicon: names).sentence.text == spoken)
    }

    @Test func `a word's time is told of the emoji as it is written`() {
        let data = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../data/emoji").path
        let text = SpokenText(
            Sentence(text: "Bye 👋🏽!", offset: 0, ending: .sentence), language: "en",
            lexicon: EmojiNames(folder: data).rules(for: "en"))
        let spoken: [Speech.Word] = [
            .init(word: "Bye", start: 0, end: 1, offset: 0, length: 3),
            .init(word: "waving", start: 1, end: 2, offset: 5, length: 6),
            .init(word: "hand", start: 2, end: 3, offset: 12, length: 4),
        ]

        let written = text.written(spoken)

        #expect(written.map(\.word) == ["Bye", "👋🏽"])
        #expect(written.last?.start == 1 && written.last?.end == 3)
    }

    @Test(arguments: [
        ("2026年11月29日上午9:30开会。", "二零二六年十一月二十九日上午九点半开会。"),
        ("价格是¥9.99，涨了3.5%。", "价格是九点九九元，涨了百分之三点五。"),
        ("气温-5℃，有2个人。", "气温零下五摄氏度，有两个人。"),
        ("请拨打13800138000。", "请拨打幺三八零零幺三八零零零。"),
        ("第3章，第10-20页。", "第三章，第十到二十页。"),
        ("一共1,250公里，约1/2。", "一共一千二百五十公里，约二分之一。"),
        ("在2026-11-29和18:05。", "在二零二六年十一月二十九日和十八点零五分。"),
        ("体重60kg，车速100km/h。", "体重六十公斤，车速每小时一百公里。"),
        ("写信到ada@example.com。", "写信到ada艾特example点com。"),
        ("花了$5和€20万。", "花了五美元和二十万欧元。"),
    ])
    func `Mandarin`(written: String, spoken: String) { #expect(read(written, "cmn") == spoken) }

    @Test(arguments: [
        ("2026年11月29日、午前9時30分。", "ニセンニジューロクネンジューイチガツニジューキューニチ、午前クジサンジュップン。"),
        ("価格は¥1,250です。", "価格はセンニヒャクゴジューエンです。"),
        ("4月1日から20日まで。", "シガツツイタチからハツカまで。"),
        ("3本と6本と8本。", "サンボンとロッポンとハッポン。"),
        ("1人、2人、4人、10人。", "ヒトリ、フタリ、ヨニン、ジューニン。"),
        ("300円、600円、8,000円。", "サンビャクエン、ロッピャクエン、ハッセンエン。"),
        ("気温は-5℃、湿度50%。", "気温はマイナスゴド、湿度ゴジューパーセント。"),
        ("03-1234-5678に電話。", "ゼロサンノイチニサンヨンノゴロクナナハチに電話。"),
        ("18:05に3つ。", "ジューハチジゴフンにミッツ。"),
        ("3.14と1/2。", "サンテンイチヨンとニブンノイチ。"),
        ("20歳、1億2000万円。", "ハタチ、イチ億ニセンマンエン。"),
    ])
    func `Japanese`(written: String, spoken: String) { #expect(read(written, "ja") == spoken) }

    @Test(arguments: [
        ("de", "Am 3.5.2026 um 9:30 Uhr.", "Am dritten Mai zweitausendsechsundzwanzig um neun Uhr dreißig."),
        (
            "de", "Es kostet 9,99 € oder 1.250 EUR.",
            "Es kostet neun Euro neunundneunzig oder eintausendzweihundertfünfzig Euro."
        ),
        ("de", "Um 3,5 % im Jahr 2005.", "Um drei Komma fünf Prozent im Jahr zweitausendfünf."),
        ("fr", "Le 01/05/2026 à 9h30.", "Le premier mai deux mille vingt-six à neuf heures trente."),
        ("fr", "Il coûte 9,99 €.", "Il coûte neuf euros quatre-vingt-dix-neuf."),
        (
            "es", "El 3/5/2026 cuesta 9,99 €.",
            "El tres de mayo de dos mil veintiséis cuesta nueve euros con noventa y nueve."
        ),
        ("it", "Il 1/5/2026 alle 9:30.", "Il primo maggio due­mila­venti­sei alle nove e trenta."),
        (
            "pt-br", "Em 3/5/2026 custa R$ 9,99.",
            "Em três de maio de dois mil e vinte e seis custa nove reais e noventa e nove."
        ),
        ("ru", "Цена 2 ₽ и 5 ₽.", "Цена два рубля и пять рублей."),
        ("ko", "2026-05-03 9:30에 3%.", "이천이십육년 오월 삼일 아홉시 삼십분에 삼 퍼센트."),
        ("de", "Schreiben Sie an ada@example.com.", "Schreiben Sie an ada ät example Punkt com."),
    ])
    func `languages with rules of their own`(language: String, written: String, spoken: String) {
        #expect(read(written, language) == spoken.replacing("\u{AD}", with: ""))
    }

    @Test(arguments: ["ja", "cmn", "de", "fr", "es", "it", "pt", "ru", "ko"])
    func `odd figures are read somehow and end nothing`(language: String) {
        for text in [
            "99999999999999999999999", "9:99", "13/45/2020", "2026-99-99", "$", "$1.2.3.4", "1,2,3", "-", "%%%", "....",
            String(repeating: "9", count: 300), "10:10:10:10", "@a@b@", "1/0", "0/0", "-0", "１２３", "0円",
            "99999999999999999円",
        ] { #expect(!read(text + " x", language).isEmpty) }
    }

    @Test func `words are read as the dictionary of their owner says`() {
        let rules = SpokenText.rules(for: ["Nguyen": "win", "AT&T": "A T and T", "生": "なま", "a.b": "x"])
        func read(_ text: String, _ language: String) -> String {
            SpokenText(Sentence(text: text, offset: 0, ending: .sentence), language: language, lexicon: rules)
                .sentence.text
        }

        #expect(read("Mr. nguyen of AT&T, not Nguyens. axb", "en-us") == "Mister win of A T and T, not Nguyens. axb")
        #expect(read("生ビール", "ja") == "なまビール")
    }
}
