import CICU

/// ICU's functions; nil when the library is not installed.
let icu: greenroom_icu? = {
    let table = UnsafeMutablePointer<greenroom_icu>.allocate(capacity: 1)
    defer { table.deallocate() }
    return greenroom_load_icu(table) == 0 ? nil : table.move()
}()

/// Where a text may be parted, by the rules of Unicode (UAX 14 and UAX 29) and, for languages that part no words by
/// blanks, by dictionaries. Places are counted in Unicode scalars; each lies before the scalar of that number.
package struct TextBreaks: Sendable {
    enum Kind: CaseIterable, Sendable { case character, word, line, sentence }

    private var places: [Kind: Set<Int>] = [:]

    /// - Parameter language: a tag such as `de` or `pt-br`.
    /// - Throws: ``MediaError/unsupported(_:)`` when ICU is not installed.
    init(
        _ scalars: [Unicode.Scalar], language: String, kinds: [Kind] = Kind.allCases
    ) throws(MediaError) {
        guard let icu else {
            throw .unsupported("Subtitles need ICU, which is not installed (on Debian: apt-get install libicu72).")
        }
        var units: [UInt16] = []
        // Of each unit, the scalar that begins there; within a pair of surrogates there is none.
        var scalarAt: [Int] = []
        for (place, scalar) in scalars.enumerated() {
            let pair = Array(String(scalar).utf16)
            units += pair
            scalarAt += [place] + [Int](repeating: -1, count: pair.count - 1)
        }
        scalarAt.append(scalars.count)
        for kind in kinds {
            places[kind] = Set(Self.boundaries(kind, units, language, icu).map { scalarAt[$0] }.filter { $0 >= 0 })
        }
    }

    /// Of the text, its beginning and end included.
    func all(_ kind: Kind) -> [Int] { (places[kind] ?? []).sorted() }

    /// The words of a text in a language that parts them by no blanks; one of each character without ICU.
    package static func words(of scalars: [Unicode.Scalar], language: String) -> [Range<Int>] {
        let places =
            (try? TextBreaks(scalars, language: language, kinds: [.word]).all(.word)) ?? Array(0...scalars.count)
        return zip(places, places.dropFirst()).map { $0..<$1 }
    }

    func contains(_ place: Int, _ kind: Kind) -> Bool { places[kind]?.contains(place) == true }

    private static func boundaries(_ kind: Kind, _ units: [UInt16], _ language: String, _ icu: greenroom_icu) -> [Int] {
        var status: Int32 = 0
        let locale =
            switch kind {
            // Sentences know the abbreviations of the language.
            case .sentence: language + "@ss=standard"
            // Japanese is parted between phrases: what hangs on a word, an ending or a particle, stays with it.
            case .line where language.prefix(2).lowercased() == "ja": language + "@lw=phrase"
            default: language
            }
        let type =
            switch kind {
            case .character: greenroom_icu_characters
            case .word: greenroom_icu_words
            case .line: greenroom_icu_lines
            case .sentence: greenroom_icu_sentences
            }
        return units.withUnsafeBufferPointer { text in
            guard
                let iterator = icu.ubrk_open(
                    Int32(type), locale, text.baseAddress, Int32(text.count), &status)
            else { return [] }
            defer { icu.ubrk_close(iterator) }
            guard status <= 0 else { return [] }  // warnings are below 0
            var found: [Int] = []
            var place = icu.ubrk_first(iterator)
            while place >= 0 {
                found.append(Int(place))
                place = icu.ubrk_next(iterator)
            }
            return found
        }
    }
}

/// The writing a character belongs to.
enum Writing {
    /// Its name in Unicode, such as `Devanagari`; nil for what belongs to all, and without ICU.
    static func name(of scalar: Unicode.Scalar) -> String? {
        guard let icu else { return nil }
        let property = Int32(greenroom_icu_script)
        let script = icu.u_getIntPropertyValue(Int32(bitPattern: scalar.value), property)
        // Common, inherited.
        guard script > 1,
            let name = icu.u_getPropertyValueName(property, script, Int32(greenroom_icu_long_name))
        else { return nil }
        return String(cString: name).replacing("_", with: " ")
    }
}
