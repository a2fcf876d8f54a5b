import CICU

/// ICU's numbers; nil when the library is not installed.
private let numbers: greenroom_icu_numbers? = {
    let table = UnsafeMutablePointer<greenroom_icu_numbers>.allocate(capacity: 1)
    defer { table.deallocate() }
    return greenroom_load_icu_numbers(table) == 0 ? nil : table.move()
}()

/// Numbers in words, by the rules of CLDR (`RuleBasedNumberFormat`).
///
/// Unchecked: the format belongs to whoever made it and is used by one thread at a time.
package final class NumberWords: @unchecked Sendable {
    private let format: UnsafeMutableRawPointer
    private let numbers: greenroom_icu_numbers

    /// - Parameters:
    ///   - language: `de`, `fr`.
    ///   - rules: one of CLDR's sets, `%spellout-ordinal-masculine`; nil takes the language's usual cardinals.
    /// - Returns: nil without ICU, or when it does not know the set.
    package init?(_ language: String, rules: String? = nil) {
        guard let numbers = Media.numbers else { return nil }
        var status: Int32 = 0
        guard let format = numbers.unum_open(Int32(greenroom_icu_spellout), nil, 0, language, nil, &status), status <= 0
        else { return nil }
        if let rules {
            let units = Array(rules.utf16)
            numbers.unum_setTextAttribute(
                format, Int32(greenroom_icu_rule_set), units, Int32(units.count), &status)
            guard status <= 0 else {
                numbers.unum_close(format)
                return nil
            }
        }
        (self.format, self.numbers) = (format, numbers)
    }

    deinit { numbers.unum_close(format) }

    package func words(_ number: Int) -> String {
        var units = [UInt16](repeating: 0, count: 512)
        var status: Int32 = 0
        let count = numbers.unum_formatInt64(format, Int64(number), &units, Int32(units.count), nil, &status)
        guard status <= 0, count > 0, Int(count) <= units.count else { return String(number) }
        // Where a word may be parted is no business of a voice's.
        return String(decoding: units[..<Int(count)], as: UTF16.self).replacing("\u{AD}", with: "")
    }
}
