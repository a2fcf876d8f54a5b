import Foundation

/// Bytes and files, one after the other.
final class PartsSource: BodySource {
    private let sources: [any BodySource]
    private var position = 0

    /// - Throws: ``WebError/invalid(_:)`` for a file that cannot be sent.
    init(_ parts: [WebBody.Part]) throws(WebError) {
        var sources: [any BodySource] = []
        for part in parts {
            switch part {
            case .bytes(let data): sources.append(MemorySource(data))
            case .file(let file): sources.append(try FileSource(file))
            }
        }
        self.sources = sources
    }

    var length: Int64? { sources.reduce(0) { $0 + ($1.length ?? 0) } }

    func begin(resume: @escaping @Sendable () -> Void) {}

    func read(into room: UnsafeMutableRawBufferPointer) -> CurlTransfer.Reading {
        while position < sources.count {
            let reading = sources[position].read(into: room)
            guard case .bytes(0) = reading else { return reading }
            position += 1
        }
        return .bytes(0)
    }

    func rewind() -> Bool {
        position = 0
        return sources.allSatisfy { $0.rewind() }
    }

    func end() {}
}
