import CFontconfig

/// fontconfig's functions; nil when the library is not installed.
private let fontconfig: greenroom_fontconfig? = {
    let table = UnsafeMutablePointer<greenroom_fontconfig>.allocate(capacity: 1)
    defer { table.deallocate() }
    return greenroom_load_fontconfig(table) == 0 ? nil : table.move()
}()

/// Whether this machine's fonts can show a text.
package enum SubtitleFonts {
    /// - Throws: ``MediaError/unsupported(_:)``, which names the writing that no font has and the package that brings one.
    package static func check(_ text: String) throws(MediaError) {
        let missing = missing(Set(text.unicodeScalars.filter(isNeeded)))
        guard let example = missing.min(by: { $0.value < $1.value }) else { return }
        let writing = Writing.name(of: example)
        let letters = writing.map { "the letters of \($0)" } ?? "the character \"\(example)\""
        let package = isEastAsian(writing) ? "fonts-noto-cjk" : "fonts-noto-core"
        throw .unsupported(
            "Subtitles cannot be burned in: no installed font has \(letters) (on Debian: apt-get install \(package)). "
                + "A subtitle file beside the video needs none.")
    }

    /// A text without the emoji and signs that no font has: a box would say nothing.
    static func shown(_ texts: [String]) -> [String] {
        let missing = missing(
            Set(texts.joined().unicodeScalars.filter { $0.value > 0x7F && !isNeeded($0) && isDrawn($0) }))
        guard !missing.isEmpty else { return texts }
        return texts.map { String($0.unicodeScalars.filter { !missing.contains($0) }) }
    }

    private static func isDrawn(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .otherSymbol, .modifierSymbol: true
        default: scalar.properties.isEmojiModifier
        }
    }

    /// Emoji and marks without a shape of their own are left out where no font has them.
    private static func isNeeded(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator, .otherSymbol, .modifierSymbol, .enclosingMark:
            false
        default: !(0xFE00...0xFE0F).contains(scalar.value) && !scalar.properties.isEmojiModifier
        }
    }

    private static func isEastAsian(_ writing: String?) -> Bool {
        ["Han", "Hiragana", "Katakana", "Hangul", "Bopomofo"].contains(writing)
    }

    /// Without fontconfig nothing is known to be missing.
    private static func missing(_ needed: Set<Unicode.Scalar>) -> Set<Unicode.Scalar> {
        var missing = needed
        guard !needed.isEmpty, let functions = fontconfig,
            let configuration = functions.FcInitLoadConfigAndFonts()
        else { return [] }
        let pattern = functions.FcPatternCreate()
        let wanted = functions.FcObjectSetCreate()
        defer {
            if let pattern { functions.FcPatternDestroy(pattern) }
            if let wanted { functions.FcObjectSetDestroy(wanted) }
        }
        guard let wanted, functions.FcObjectSetAdd(wanted, FC_CHARSET) != 0,
            let fonts = functions.FcFontList(configuration, pattern, wanted)
        else { return [] }
        defer { functions.FcFontSetDestroy(fonts) }
        for index in 0..<Int(fonts.pointee.nfont) where !missing.isEmpty {
            var letters: OpaquePointer?
            guard functions.FcPatternGetCharSet(fonts.pointee.fonts[index], FC_CHARSET, 0, &letters) == FcResultMatch
            else { continue }
            missing = missing.filter { functions.FcCharSetHasChar(letters, $0.value) == 0 }
        }
        return missing
    }
}
