import Domain
import Synchronization

/// Whether a bucket keeps what is removed, as an earlier version; known once something was removed.
final class BucketVersions: Sendable {
    private let kept = Atomic(false)

    var areKept: Bool { kept.load(ordering: .relaxed) }

    func note() { kept.store(true, ordering: .relaxed) }
}

/// Removing for good: a bucket with versioning hides what it is told to remove, and keeps it.
extension Bucket {
    package func delete(_ key: String) async throws(MirrorError) {
        // Telling it again would put one more mark before what it keeps.
        if !versions.areKept {
            do {
                let answer = try await send("DELETE", key)
                guard answer.headers[dialect.prefix + "delete-marker"] == "true" else { return }
            } catch {
                guard error == .missing else { throw error }
                return
            }
            versions.note()
        }
        try await removeVersions(of: key)
    }

    /// What was put there first, then the marks, so that nothing comes to light again.
    private func removeVersions(of key: String) async throws(MirrorError) {
        let (contents, marks) = try await everyVersion(of: key)
        for id in contents + marks {
            do { _ = try await send("DELETE", key, query: [("versionId", id)]) } catch {
                if case .refused(let reason) = error {
                    throw .refused("the bucket keeps versions of what is removed: \(reason)")
                }
                guard error == .missing else { throw error }
            }
        }
    }

    private func everyVersion(of key: String) async throws(MirrorError) -> (contents: [String], marks: [String]) {
        let whole = settings.prefix + key
        var (contents, marks): ([String], [String]) = ([], [])
        var after: (key: String, version: String)?
        repeat {
            var query = [("versions", ""), ("prefix", whole), ("max-keys", "1000")]
            if let after { query += [("key-marker", after.key), ("version-id-marker", after.version)] }
            let page = try await listVersions(query)
            for (name, isMark) in [("Version", false), ("DeleteMarker", true)] {
                for entry in page.all(name) where entry.value("Key") == whole {
                    guard let id = entry.value("VersionId") else { continue }
                    if isMark { marks.append(id) } else { contents.append(id) }
                }
            }
            let next = page.value("NextKeyMarker")
            // Others come after it.
            let isMore = page.value("IsTruncated") == "true" && next == whole
            after = isMore ? next.map { (key: $0, version: page.value("NextVersionIdMarker") ?? "") } : nil
        } while after != nil
        return (contents, marks)
    }

    private func listVersions(_ query: [(String, String)]) async throws(MirrorError) -> BucketXML {
        do throws(MirrorError) {
            let answer = try await send("GET", "", query: query)
            guard let page = BucketXML(answer.body), page.name != "Error" else {
                throw MirrorError.refused("the list of versions cannot be read")
            }
            return page
        } catch {
            // The key may do all else.
            guard case .misconfigured(let reason) = error else { throw error }
            throw .refused("the bucket keeps versions of what is removed, and does not list them: \(reason)")
        }
    }
}
