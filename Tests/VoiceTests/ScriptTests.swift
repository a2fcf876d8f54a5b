import Testing
import Voice

/// How a text is cut into what is spoken in one go.
@Suite struct ScriptTests {
    @Test(arguments: [
        ("Hello there. How are you? Fine!", ["Hello there.", "How are you?", "Fine!"]),
        ("你好，世界。今天天气很好！是吗？", ["你好，世界。", "今天天气很好！", "是吗？"]),
        ("पहला वाक्य। दूसरा वाक्य।", ["पहला वाक्य।", "दूसरा वाक्य।"]),
        ("هل أنت بخير؟ نعم.", ["هل أنت بخير؟", "نعم."]),
        (
            "Dr. Smith, e.g. J. Doe, paid 3.50 in the U.S. He left.",
            ["Dr. Smith, e.g. J. Doe, paid 3.50 in the U.S. He left."]
        ),
        ("\"Really?\" she said. (Yes.) Wait... what?!", ["\"Really?\"", "she said.", "(Yes.)", "Wait...", "what?!"]),
        ("One line\nanother", ["One line", "another"]),
        ("Say <break time=\"3s\"/> now. [[h@l'oU]]", ["Say <break time=\"3s\"/> now.", "[[h@l'oU]]"]),
    ])
    func `sentences end where a reader would breathe`(text: String, expected: [String]) throws {
        #expect(try Script(text).sentences.map(\.text) == expected)
    }

    @Test func `every sentence knows where it stands in the script`() throws {
        let text = "  Eins. 😀 Zwei!\n\nDrei"

        let sentences = try Script(text).sentences

        let scalars = Array(text.unicodeScalars)
        for sentence in sentences {
            let length = sentence.text.unicodeScalars.count
            let there = scalars[sentence.offset..<sentence.offset + length]
            #expect(sentence.text == String(String.UnicodeScalarView(there)))
        }
        #expect(sentences.map(\.ending) == [.sentence, .paragraph, .sentence])
    }

    @Test(arguments: ["word ", "字", "a", "👩‍👩‍👧‍👦", "Wort, "])
    func `a text without a full stop is cut and nothing of it is lost`(unit: String) throws {
        let text = String(repeating: unit, count: 2000)

        let sentences = try Script(text).sentences

        let spoken = sentences.map(\.text).joined().filter { !$0.isWhitespace }
        #expect(spoken == text.filter { !$0.isWhitespace })
        #expect(sentences.allSatisfy { $0.text.unicodeScalars.count <= 440 })
    }

    @Test(arguments: ["", "   ", "\n\t\r", "\u{0}\u{1}\u{1B}"])
    func `a text of nothing but blanks is refused`(text: String) {
        #expect { try Script(text) } throws: { ($0 as? VoiceError)?.code == "empty_text" }
    }

    @Test func `a hundred thousand characters are taken, one more is refused with the limit`() throws {
        _ = try Script(String(repeating: "a", count: 100_000))

        #expect {
            try Script(String(repeating: "a", count: 100_001))
        } throws: {
            let error = $0 as? VoiceError
            return error?.code == "text_too_long" && error?.message.contains("100000") == true
                && error?.message.contains("100001") == true
        }
    }

    @Test(arguments: ["en-us+../f2", "piper:../../etc/passwd", "piper:", "espeak:", "ogre:en", "en us", "a+b+c", ""])
    func `what cannot be the name of a voice is refused`(name: String) {
        #expect { try VoiceID(name) } throws: { ($0 as? VoiceError)?.code == "unknown_voice" }
    }
}
