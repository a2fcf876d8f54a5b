import Foundation

/// The parts of a `multipart/form-data` body (RFC 7578) that lies in a file, in their order.
struct FormParts {
    struct Part {
        let name: String
        let fileName: String?
        let type: String?
        let content: Data

        var text: String { String(decoding: content, as: UTF8.self) }
    }

    let parts: [Part]

    /// - Parameter contentType: of the request; names the boundary.
    init?(file path: String, contentType: String) {
        guard let boundary = contentType.split(separator: "boundary=").dropFirst().first?.split(separator: ";").first,
            let data = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
        else { return nil }
        let mark = Data("--\(boundary.trimmingCharacters(in: CharacterSet(charactersIn: "\" ")))".utf8)
        var parts: [Part] = []
        guard var start = data.range(of: mark)?.upperBound else { return nil }
        while let end = data.range(of: Data("\r\n".utf8) + mark, in: start..<data.endIndex) {
            guard let part = Self.part(data[start..<end.lowerBound]) else { return nil }
            parts.append(part)
            start = end.upperBound
        }
        guard data[start...].starts(with: Data("--".utf8)) else { return nil }
        self.parts = parts
    }

    func text(_ name: String) -> String? { parts.first { $0.name == name }?.text }
    func texts(_ name: String) -> [String] { parts.filter { $0.name == name }.map(\.text) }
    func files(_ name: String) -> [Part] { parts.filter { $0.name == name && $0.fileName != nil } }

    private static func part(_ bytes: Data) -> Part? {
        guard let gap = bytes.range(of: Data("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[bytes.startIndex..<gap.lowerBound], as: UTF8.self)
        let lines = head.split(separator: "\r\n")
        guard let disposition = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = value("name", in: disposition)
        else { return nil }
        let type = lines.first { $0.lowercased().hasPrefix("content-type:") }?
            .split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
        return Part(
            name: name, fileName: value("filename", in: disposition), type: type, content: bytes[gap.upperBound...])
    }

    private static func value(_ name: String, in line: Substring) -> String? {
        for piece in line.split(separator: ";").dropFirst() {
            let halves = piece.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if halves.count == 2, halves[0] == name {
                return halves[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            }
        }
        return nil
    }
}
