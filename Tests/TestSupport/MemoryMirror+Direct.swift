import Domain
import Foundation

/// Takes what others put to its addresses.
extension MemoryMirror: DirectStore {
    package func putAddress(of key: String, lifetime: Duration) throws(MirrorError) -> MirrorAddress {
        MirrorAddress(
            url: "https://bucket.example/\(key)?signed=\(lifetime.components.seconds)", headers: Self.directHeaders)
    }

    package func partAddress(
        _ number: Int, of upload: MirrorUpload, lifetime: Duration
    ) throws(MirrorError) -> MirrorAddress {
        MirrorAddress(
            url: "https://bucket.example/\(upload.key)?part=\(number)&upload=\(upload.id)", headers: Self.directHeaders)
    }

    private static let directHeaders = ["content-type": "application/octet-stream"]

    /// What a client does.
    /// - Returns: false for an upload that is not there any more.
    package func receive(_ bytes: Data, at url: String) -> Bool {
        guard let parts = URLComponents(string: url) else { return false }
        func value(_ name: String) -> String? { parts.queryItems?.first { $0.name == name }?.value }
        return state.withLock { state in
            guard let id = value("upload"), let number = value("part").flatMap({ Int($0) }) else {
                state.objects[String(parts.path.dropFirst())] = bytes
                return true
            }
            return state.uploads[id].map { _ in state.uploads[id]?.parts[number] = bytes } != nil
        }
    }
}
