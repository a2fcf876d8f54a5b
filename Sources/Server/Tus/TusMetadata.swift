import Domain
import Foundation

/// What an upload says of itself: `filename 5L2gLm1wNA==,kind aW1hZ2U=` (tus 1.0.0, creation).
struct TusMetadata: Equatable {
    static let maxBytes = 4096

    /// Exactly as given, for HEAD to give back.
    let text: String
    /// Decoded; a key without a value has an empty one.
    let values: [String: String]

    /// - Parameter header: nil means none.
    init(header: String?) throws(ErrorBody) {
        text = header ?? ""
        guard text.utf8.count <= Self.maxBytes else {
            throw .badRequest("Upload-Metadata may have at most \(Self.maxBytes) bytes.")
        }
        guard text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
            throw .badRequest("Upload-Metadata must be plain ASCII with Base64 values.")
        }
        var values: [String: String] = [:]
        for pair in text.split(separator: ",", omittingEmptySubsequences: true) {
            let words = pair.split(separator: " ")
            guard let key = words.first, words.count <= 2, values[String(key)] == nil else {
                throw .badRequest("Upload-Metadata must be pairs of a key, a space and a Base64 value, each key once.")
            }
            guard words.count == 2 else {
                values[String(key)] = ""
                continue
            }
            guard let data = Data(base64Encoded: String(words[1])) else {
                throw .badRequest("The value of `\(key)` in Upload-Metadata is not Base64.")
            }
            values[String(key)] = FileNameText.decode(data)
        }
        self.values = values
    }

    /// `filename`, or `name` as some clients call it.
    var fileName: String? { values["filename"] ?? values["name"] }

    /// `kind` when it is given.
    /// - Throws: 422 for another word than image, video and audio.
    func kind() throws(ErrorBody) -> MediaFile.Kind? {
        try values["kind"].map { word throws(ErrorBody) in
            try Input<MediaFile.Kind>.word.read(.string(word), "kind")
        }
    }
}
