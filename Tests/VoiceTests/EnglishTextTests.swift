import Testing

@testable import Voice

/// A script's numbers, dates and abbreviations are read as an English speaker reads them.
@Suite struct EnglishTextTests {
    private func read(_ text: String) -> String {
        SpokenText(Sentence(text: text, offset: 0, ending: .sentence), language: "en-us").sentence.text
    }

    @Test(arguments: [
        ("Dr. Okafor met Mrs. Lind on St. Mary Street.", "Doctor Okafor met Missus Lind on Saint Mary Street."),
        ("We live at 12 Main St., near Prof. Li.", "We live at twelve Main Street, near Professor Li."),
        ("It starts at 9:30 a.m. sharp.", "It starts at nine thirty A M sharp."),
        ("Doors open at 7 PM, not 18:05 or 12:00.", "Doors open at seven P M, not eighteen oh five or twelve o'clock."),
        (
            "It costs $9.99, not $1,250 or €1.",
            "It costs nine dollars and ninety-nine cents, not one thousand two hundred fifty dollars or one euro."
        ),
        (
            "They raised $2.5 million; £0.50 is left.",
            "They raised two point five million dollars; fifty pence is left."
        ),
        ("Prices rose by 3.5%.", "Prices rose by three point five percent."),
        (
            "On 2026-11-29 and 7/4/1976.",
            "On November twenty-ninth, twenty twenty-six and July fourth, nineteen seventy-six."
        ),
        (
            "Born Nov. 3, 2005 or 1 January 1900.",
            "Born November third, two thousand five or the first of January, nineteen hundred."
        ),
        (
            "In the 1990s, in 1984 and in 2005.",
            "In the nineteen nineties, in nineteen eighty-four and in two thousand five."
        ),
        ("The 21st of 1,000,000 people.", "The twenty-first of one million people."),
        ("Henry VIII read Chapter IV in World War II.", "Henry the eighth read Chapter four in World War two."),
        ("Malcolm X and I agree.", "Malcolm X and I agree."),
        ("Call 555-0123-4567 now.", "Call five five five, zero one two three, four five six seven now."),
        ("Write to ada.lovelace@example.com.", "Write to ada dot lovelace at example dot com."),
        ("See https://example.com/docs.", "See example dot com slash docs."),
        ("It is -5°C and 180° round.", "It is minus five degrees Celsius and one hundred eighty degrees round."),
        (
            "A 5 kg bag, 1 km away, at 100 km/h.",
            "A five kilograms bag, one kilometer away, at one hundred kilometers per hour."
        ),
        ("Pages 10–20, about 1/2 done.", "Pages ten to twenty, about one half done."),
        ("The U.S. team, e.g. Ann & Bob.", "The U S team, for example, Ann and Bob."),
        ("Agent 007 has number #5.", "Agent zero zero seven has number number five."),
        ("Version 2.10 of pi: 3.14159.", "Version two point one zero of pi: three point one four one five nine."),
        ("Nothing to change here.", "Nothing to change here."),
    ])
    func `what is not written in words is read as people say it`(written: String, spoken: String) {
        #expect(read(written) == spoken)
    }

    @Test(arguments: [
        "99999999999999999999999", "9:99", "13/45/2020", "2026-99-99", "$", "$1.2.3.4", "1,2,3", "-", "%%%", "0x1F",
        "....", "1e309", "№5 ½¼¾", String(repeating: "9", count: 5000), "IIIIIIII", "10:10:10:10", "@a@b@", "1/0",
    ])
    func `odd figures are read somehow and end nothing`(text: String) {
        #expect(!read(text + " end").isEmpty)
    }

    @Test func `another language is left as it is written`() {
        let sentence = Sentence(text: "Den 3.5. kl. 9:30", offset: 0, ending: .sentence)

        #expect(SpokenText(sentence, language: "sv").sentence == sentence)
    }

    @Test func `words are told as they stand in the script`() throws {
        let spoken = try SpokenFile("Dr. Ames paid $9.99 on 2026-11-29, twice.", voice: "en-us")

        #expect(spoken.speech.words.map(\.word) == ["Dr.", "Ames", "paid", "$9.99", "on", "2026-11-29", "twice"])
        let words = spoken.speech.words
        #expect(zip(words, words.dropFirst()).allSatisfy { $0.end <= $1.start && $0.offset < $1.offset })
        #expect((words.first { $0.word == "$9.99" }).map { $0.end - $0.start > 1 } == true)
    }
}
