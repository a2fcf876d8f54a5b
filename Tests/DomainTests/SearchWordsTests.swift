import Testing

@testable import Domain

struct SearchWordsTests {
    @Test(arguments: [
        ("東京都の夜景", "東京"), ("東京都の夜景", "京都"), ("東京都の夜景", "夜"), ("東京都の夜景", "景"), ("ｶﾀｶﾅの歌", "カタカナ"),
        ("新年快乐，恭喜发财", "快乐"), ("新年快乐，恭喜发财", "财"), ("한국어 인사말", "인사"), ("สวัสดีครับ", "ครับ"),
        ("Café in Zürich", "cafe zur"), ("ＦＵＬＬ width", "full"), ("Take 2 (final).mp4", "final 2"),
        ("Ελλάδα", "ελλαδα"), ("MIXED日本語text", "日本 mixed text"), ("Party 🎉🎊", "🎊"), ("naïve", "NAÏVE"),
    ]) func `finds a text by a part of it, however it is written`(text: String, question: String) {
        let words = SearchWords.words(of: [text])

        let asked = SearchWords.asked(by: question)

        #expect(!asked.isEmpty)
        for beginning in asked { #expect(words.contains { $0.hasPrefix(beginning) }, "\(beginning) in \(words)") }
    }

    @Test(arguments: [("東京都", "東都"), ("dance", "ance"), ("がく", "かく"), ("新年快乐", "快年")])
    func `does not find what is not there`(text: String, question: String) {
        let words = SearchWords.words(of: [text])

        #expect(!SearchWords.asked(by: question).allSatisfy { asked in words.contains { $0.hasPrefix(asked) } })
    }

    @Test(arguments: ["", "  ", "…!?", "\u{0}\u{7}"]) func `asks for nothing where there are no words`(text: String) {
        #expect(SearchWords.asked(by: text).isEmpty)
        #expect(SearchWords.words(of: [text]).isEmpty)
    }

    @Test func `bounds the words of the longest script`() {
        let script = String(repeating: "あいうえおかきくけこ", count: 10_000)
        let names = (0..<100_000).map(String.init).joined(separator: " ")

        #expect(SearchWords.words(of: [script]).count == 11)
        #expect(SearchWords.words(of: [names]).count == 20_000)
        #expect(SearchWords.asked(by: names).count == 8)
        #expect(SearchWords.words(of: [String(repeating: "x", count: 5000)]) == [String(repeating: "x", count: 40)])
    }
}
