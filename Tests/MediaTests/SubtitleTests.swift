import Foundation
import Testing

@testable import Media

/// Cues follow sentences and phrases, and lines break where a person would break them.
@Suite struct SubtitleTests {
    /// Words of a text parted at blanks, half a second each unless said otherwise; a line feed parts them too.
    private func spoken(_ text: String, each: Double = 0.5, language: String = "en") throws -> Subtitles {
        var words: [Subtitles.Word] = []
        var (start, place): (Int?, Int) = (nil, 0)
        for scalar in (text + " ").unicodeScalars {
            if !scalar.properties.isWhitespace {
                start = start ?? place
            } else if let first = start {
                let time = Double(words.count) * each
                words.append(.init(start: time, end: time + each * 0.8, range: first..<place))
                start = nil
            }
            place += 1
        }
        return try Subtitles(text: text, words: words, language: language)
    }

    /// Every character a word of its own, as a voice for Chinese tells them.
    private func characters(_ text: String, each: Double = 0.2, language: String) throws -> Subtitles {
        let scalars = Array(text.unicodeScalars)
        let words = scalars.indices.filter {
            scalars[$0].properties.isAlphabetic || scalars[$0].properties.numericType != nil
        }
        .enumerated().map { index, place in
            Subtitles.Word(start: Double(index) * each, end: Double(index + 1) * each, range: place..<(place + 1))
        }
        return try Subtitles(text: text, words: words, language: language)
    }

    private func lines(_ cues: [Subtitles.Cue]) -> [String] { cues.flatMap { $0.text.components(separatedBy: "\n") } }

    @Test func `ends a cue with its sentence`() throws {
        let cues = try spoken("One two. Three four! Five").cues

        #expect(cues.map(\.text) == ["One two.", "Three four!", "Five"])
        #expect(cues[0].start == 0 && cues[1].start == 1 && cues[0].end == 1)
    }

    @Test func `abbreviations, times and numbers end no sentence`() throws {
        let cues = try spoken(
            "Dr. Okafor met Mrs. Lind at 9:30 a.m. on St. Mary Street. Prices in the U.S. rose by 3.5 percent, e.g. for bread."
        ).cues

        #expect(
            cues.map { $0.text.replacing("\n", with: " ") } == [
                "Dr. Okafor met Mrs. Lind at 9:30 a.m. on St. Mary Street.",
                "Prices in the U.S. rose by 3.5 percent, e.g. for bread.",
            ])
    }

    @Test(arguments: [
        ("de", "Am 12. März 2026 traf Hr. Dr. Voß um 9.30 Uhr ein. Er blieb z. B. bis 18 Uhr.", ["ein.", "18 Uhr."]),
        ("fr", "M. Dupont est arrivé le 3 mars. Il pesait 80 kg environ.", ["mars.", "environ."]),
        ("es", "El Sr. Pérez llegó el 12 de marzo de 2026. Pagó 3,5 millones.", ["2026.", "millones."]),
        ("ru", "Он приехал 5 мая. Цена выросла на 3,5 процента.", ["мая.", "процента."]),
    ])
    func `sentences of other languages`(_ language: String, _ text: String, _ endings: [String]) throws {
        let cues = try spoken(text, language: language).cues

        #expect(cues.count == endings.count)
        for (cue, ending) in zip(cues, endings) { #expect(cue.text.hasSuffix(ending), "\(cue.text)") }
    }

    @Test(arguments: [
        "9:30 a.m.", "3.5 percent", "12 March 2026", "March 12", "10 000 km", "Dr. Okafor", "221B Baker Street",
        "555 123 4567", "US$ 45", "5 kg", "No. 7", "J. Smith", "Jan. 5, 2027", "January 5, 2027",
        "www.example.org/a.b", "https://example.org/docs/b-c?d=e", "info@example.com", "2.0.1-beta",
    ])
    func `neither a line nor a cue ends inside`(_ whole: String) throws {
        // The words before move it over every place of a line.
        for lead in 1...24 {
            let text =
                (1...lead).map { String(repeating: "a", count: $0 % 7 + 1) }.joined(separator: " ") + " \(whole) "
                + "and some more that follows behind it until the end"

            let lines = lines(try spoken(text).cues)

            #expect(lines.contains { $0.contains(whole) }, "\(lead): \(lines)")
        }
    }

    @Test func `never shows more than two lines or a line too long`() throws {
        let cues = try spoken(Array(repeating: "reasonably", count: 40).joined(separator: " ")).cues

        #expect(cues.count > 3)
        for cue in cues {
            let lines = cue.text.split(separator: "\n")
            #expect(lines.count <= 2 && lines.allSatisfy { $0.count <= 42 && !$0.hasSuffix(" ") })
            #expect(cue.end - cue.start <= 7)
        }
    }

    @Test func `leaves no word alone`() throws {
        for count in 6...40 {
            let text = (0..<count).map { _ in "evening" }.joined(separator: " ") + " we"

            for line in lines(try spoken(text, each: 0.3).cues) {
                #expect(line.split(separator: " ").count > 1, "\(count): \(line)")
            }
        }
    }

    @Test func `a cue can be read for a second where the speech allows`() throws {
        let quick = try spoken("Yes. No. Well. Maybe so. I think that we should go home now.", each: 0.25).cues
        let single = try spoken("Yes.", each: 0.3).cues

        for cue in quick { #expect(cue.end - cue.start >= 0.999, "\(cue.text)") }
        #expect(single.map(\.end) == [1])
    }

    @Test func `a long pause ends a cue`() throws {
        let words = [Subtitles.Word(start: 0, end: 0.5, range: 0..<5), .init(start: 3, end: 3.5, range: 6..<11)]

        let cues = try Subtitles(text: "first later", words: words).cues

        #expect(cues.map(\.text) == ["first", "later"])
        #expect(cues[0].end <= 1.01 && cues[1].start == 3)
    }

    @Test func `writes WebVTT with the time of every word and nothing that is markup`() throws {
        let vtt = try spoken("A <b> & c").webVTT

        #expect(
            vtt == """
                WEBVTT

                00:00:00.000 --> 00:00:02.300
                A <00:00:00.500>&lt;b&gt; <00:00:01.000>&amp; <00:00:01.500>c

                """)
    }

    @Test func `a line holds at most 20 Chinese characters, both are alike, and words stay whole`() throws {
        let text = "我们在北京的一家小餐馆里吃了晚饭，然后沿着河边慢慢地走回家。第二天早上八点三十分出发。"

        let cues = try characters(text, language: "zh").cues

        #expect(cues.count == 2)
        #expect(cues[0].text.hasSuffix("回家。") && cues[1].text.hasSuffix("出发。"))
        for line in lines(cues) { #expect((4...20).contains(line.count), "\(line)") }
        for word in ["北京", "餐馆", "然后", "河边"] {
            #expect(lines(cues).contains { $0.contains(word) }, "\(word): \(lines(cues))")
        }
    }

    @Test func `30 Chinese characters make two lines without blanks and without an orphan`() throws {
        let lines = lines(try characters(String(repeating: "好", count: 30), each: 0.1, language: "zh").cues)

        #expect(lines.count == 2 && lines.joined() == String(repeating: "好", count: 30))
        #expect(lines.allSatisfy { (10...20).contains($0.count) })
    }

    @Test(arguments: [
        (
            "東京都千代田区丸の内一丁目で2026年3月5日に開かれた会議では、参加者全員が新しい計画について話し合いました。",
            ["一丁目で", "2026年3月5日に", "開かれた", "会議では", "参加者", "話し合いました"]
        ),
        (
            "お客様のご要望にお応えするために、三十二階の会議室を午後五時までゆっくりとご利用いただけますように準備しました。",
            ["三十二階の", "会議室を", "午後五時まで", "ご利用いただけます"]
        ),
    ])
    func `a Japanese word stays with its ending, and a number with what it counts`(_ text: String, _ whole: [String])
        throws
    {
        for each in [0.1, 0.2, 0.3] {
            let lines = lines(try characters(text, each: each, language: "ja").cues)

            #expect(lines.joined() == text)
            for word in whole { #expect(lines.contains { $0.contains(word) }, "\(word): \(lines)") }
        }
    }

    @Test func `Japanese dates and marks stay together`() throws {
        let text = "会議は2026年3月15日の午後3時30分から、東京駅の近くにある新しいビルの12階で開かれる予定です。"

        let lines = lines(try characters(text, language: "ja").cues)

        #expect(lines.contains { $0.contains("2026年3月15日") } && lines.contains { $0.contains("3時30分") })
        #expect(lines.contains { $0.contains("12階") })
        for line in lines { #expect(!"、。」）ーっゃゅょ".contains(line.first ?? "、"), "\(line)") }
    }

    @Test(arguments: [
        ("th", "ประเทศไทยมีอาหารที่อร่อยมากมายและผู้คนก็ใจดีกับนักท่องเที่ยวจากทั่วทุกมุมโลก", "นักท่องเที่ยว"),
        ("km", "ប្រទេសកម្ពុជាមានប្រាសាទបុរាណជាច្រើនដែលទាក់ទាញភ្ញៀវទេសចរមកពីគ្រប់ទិសទី", "ប្រាសាទ"),
    ])
    func `Thai and Khmer break between words`(_ language: String, _ text: String, _ word: String) throws {
        let count = text.unicodeScalars.count

        let cues = try Subtitles(
            text: text, words: [.init(start: 0, end: 6, range: 0..<count)], language: language
        ).cues

        #expect(lines(cues).count > 1)
        #expect(lines(cues).contains { $0.contains(word) }, "\(lines(cues))")
        #expect(lines(cues).joined() == text)
    }

    @Test func `a word longer than a line is hyphenated`() throws {
        let word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

        let lines = lines(try spoken("Die \(word) lädt ein.", language: "de").cues)

        #expect(lines.allSatisfy { $0.count <= 42 })
        #expect(lines.filter { $0.hasSuffix("-") }.count >= 1)
        #expect(lines.joined(separator: " ").replacing("- ", with: "").contains(word))
    }

    @Test func `leaves out words that do not lie in the text`() throws {
        let words = [Subtitles.Word(start: 0, end: 1, range: 0..<2), .init(start: 1, end: 2, range: 2..<900)]

        #expect(try Subtitles(text: "Hi there", words: words).cues.map(\.text) == ["Hi there"])
        #expect(try Subtitles(text: "", words: []).webVTT == "WEBVTT\n")
    }

    @Test(arguments: [(1280, 720, 42), (720, 1280, 32), (720, 720, 32)])
    func `the letters of a line follow from the frame's shorter side`(_ width: Int, _ height: Int, _ letters: Int) {
        #expect(abs(SubtitleRenderer.lettersInLine(width: width, height: height) - letters) <= 1)
    }

    @Test(arguments: [(640, 360), (360, 640), (400, 400)])
    func `burnt text lies inside the safe area`(_ width: Int, _ height: Int) throws {
        let long = "Die Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft lädt ein."
        let wide = "WWWWWWWWW WWWWWWWWW WWWWWWWWW WWWWWWWWW WWWWWWWWW."
        for text in [long, wide, "我们在北京的一家小餐馆里吃了晚饭然后沿着河边慢慢地走回家"] {
            let subtitles = try Subtitles(
                text: text, words: [.init(start: 0, end: 5, range: 0..<text.unicodeScalars.count)])
            let cues = subtitles.cues(line: SubtitleRenderer.lettersInLine(width: width, height: height))
            let renderer = try SubtitleRenderer(
                width: width, height: height, lines: cues.map { .init(start: $0.start, end: $0.end, text: $0.text) })

            for cue in cues {
                let layers = renderer.layers(at: (cue.start + cue.end) / 2)
                #expect(!layers.isEmpty)
                for layer in layers {
                    guard let ink = layer.ink else { continue }
                    let (columns, rows) = (ink.columns, ink.rows)
                    #expect(columns.lowerBound >= width / 20 - 2 && columns.upperBound <= width - width / 20 + 2)
                    #expect(rows.lowerBound > height / 2 && rows.upperBound <= height - height / 40)
                }
            }
        }
    }

    @Test(arguments: ["नमस्ते दुनिया", "สวัสดีชาวโลก", "សួស្តី", "你好，世界", "こんにちは", "안녕하세요", "مرحبا", "Привет 👋 ☀️"])
    func `there are letters for the languages that are offered`(_ text: String) throws {
        try SubtitleFonts.check(text)
    }

    @Test func `writing that no font has is refused by its name`() throws {
        // Cuneiform numbers of an early stage; no font of Debian's Noto has Cypro-Minoan.
        let error = #expect(throws: MediaError.self) { try SubtitleFonts.check("Hello \u{12F90}\u{12F91}") }

        #expect(error?.message.contains("Cypro Minoan") == true && error?.message.contains("apt-get install") == true)
    }
}
