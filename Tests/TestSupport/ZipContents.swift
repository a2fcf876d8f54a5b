import Foundation

/// The files of a ZIP archive without compression, by its list of contents (APPNOTE 6.3.10, sections 4.3 and 4.5.3).
package struct ZipContents {
    /// By name; the bytes are those that the list points at.
    package let files: [String: [UInt8]]

    /// Nil for what is no ZIP64 archive.
    package init?(_ bytes: [UInt8]) {
        func number(_ place: Int, _ width: Int) -> Int? {
            guard place >= 0, place + width <= bytes.count else { return nil }
            return bytes[place..<place + width].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard number(bytes.count - 22, 4) == 0x0605_4b50, number(bytes.count - 42, 4) == 0x0706_4b50,
            let end = number(bytes.count - 34, 8), number(end, 4) == 0x0606_4b50,
            let count = number(end + 32, 8), var place = number(end + 48, 8)
        else { return nil }
        var files: [String: [UInt8]] = [:]
        for _ in 0..<count {
            guard number(place, 4) == 0x0201_4b50, let length = number(place + 28, 2),
                let more = number(place + 30, 2), let size = number(place + 46 + length + 4, 8),
                let start = number(place + 46 + length + 20, 8), number(start, 4) == 0x0403_4b50,
                number(start + 14, 4) == number(place + 16, 4), number(start + 30 + length + 4, 8) == size
            else { return nil }
            let name = String(decoding: bytes[place + 46..<place + 46 + length], as: UTF8.self)
            let content = start + 30 + length + 20
            files[name] = Array(bytes[content..<content + size])
            place += 46 + length + more
        }
        self.files = files
    }

    /// The JSON of one of the files.
    package func json(_ name: String) throws -> [[String: Any]] {
        let value = try JSONSerialization.jsonObject(with: Data(files[name] ?? []))
        return value as? [[String: Any]] ?? []
    }
}
