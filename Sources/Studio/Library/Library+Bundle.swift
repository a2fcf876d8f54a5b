import Domain
import Storage

/// Several videos as one archive.
package struct VideoBundle: Sendable {
    private let stream: ZipStream

    fileprivate init(_ stream: ZipStream) { self.stream = stream }

    package var sizeBytes: UInt64 { stream.sizeBytes }

    /// The next bytes; nil when all were given.
    package func next() async throws -> [UInt8]? { try await stream.next() }
}

extension Library {
    /// Those of the videos that the account has, with their subtitles.
    /// - Parameter fileName: of a video, by its title and its container.
    /// - Throws: ``StudioError/notFound(_:)`` when it has none of them.
    package func bundle(
        _ ids: [VideoID], of account: AccountID, fileName: (_ title: String, _ container: String) -> String
    ) async throws -> VideoBundle {
        var (sources, names): ([ZipStream.Source], UniqueNames) = ([], UniqueNames())
        var seen = Set<VideoID>()
        for id in ids where seen.insert(id).inserted {
            guard let entry = try await store.video(id, of: account) else { continue }
            let (file, soundness) = (entry.file, soundness)
            let name = names.next(fileName(entry.video.title, file.facts.container))
            sources.append(
                ZipStream.Source(
                    name: name, modifiedAt: entry.video.createdAt,
                    content: .file(
                        path: blobs.path(of: file.blob), sizeBytes: UInt64(max(0, file.facts.sizeBytes)),
                        check: { try await soundness.require(file.blob) })))
            guard let text = try await store.sidecar(.subtitles, of: file.id) else { continue }
            sources.append(
                ZipStream.Source(
                    name: names.next(fileName(entry.video.title, "vtt")), modifiedAt: entry.video.createdAt,
                    content: .text(Array(text.utf8))))
        }
        guard !sources.isEmpty else { throw StudioError.notFound("video") }
        return VideoBundle(ZipStream(of: sources, io: blobs.io))
    }
}

/// File names of which no two are alike, not even where case does not count.
private struct UniqueNames {
    private var taken = Set<String>()

    mutating func next(_ name: String) -> String {
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        var (candidate, number) = (name, 1)
        while !taken.insert(candidate.lowercased()).inserted {
            number += 1
            candidate = "\(name[..<dot]) (\(number))\(name[dot...])"
        }
        return candidate
    }
}
