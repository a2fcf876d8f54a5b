import Synchronization

/// A UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then a counter, then chance, so that ids made
/// later sort later.
package struct UUIDv7: Hashable, Sendable {
    /// 36 characters, lower case.
    package let text: String

    /// - Parameters:
    ///   - milliseconds: since 1970, UTC; its low 48 bits are used.
    ///   - counter: its low 12 bits order the ids of one millisecond.
    ///   - random: its low 62 bits.
    package init(milliseconds: UInt64, counter: UInt16, random: UInt64) {
        let high = (milliseconds << 16) | 0x7000 | UInt64(counter & 0x0fff)
        let low = (random & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000
        var digits: [UInt8] = []
        digits.reserveCapacity(36)
        for (index, word) in [high, low].enumerated() {
            for nibble in 0..<16 {
                let place = index * 16 + nibble
                if place == 8 || place == 12 || place == 16 || place == 20 { digits.append(45) }
                let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * nibble)) & 15
                digits.append(value < 10 ? 48 + value : 87 + value)
            }
        }
        text = String(decoding: digits, as: UTF8.self)
    }
}

/// Makes ids that rise strictly within one process, also when many are made in a millisecond or the clock steps back.
package final class IDSource: Sendable {
    private let now: @Sendable () -> Timestamp
    private let last = Mutex<(milliseconds: UInt64, counter: UInt16)>((0, 0))

    package init(now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) { self.now = now }

    /// The next id, greater than every one before it from this source.
    package func next<Noun>(_ noun: Noun.Type = Noun.self) -> Identifier<Noun> {
        let clock = UInt64(max(0, now().milliseconds))
        let (milliseconds, counter) = last.withLock { last in
            if clock > last.milliseconds {
                last = (clock, 0)
            } else if last.counter == 0x0fff {
                last = (last.milliseconds + 1, 0)
            } else {
                last.counter += 1
            }
            return last
        }
        return Identifier(UUIDv7(milliseconds: milliseconds, counter: counter, random: .random(in: 0 ... .max)))
    }
}
