import Crypto
import Domain
import Foundation

extension Tasks.Submission {
    /// Equal for what is made of the same bytes and models, with the same text and options, by the same engine; 64
    /// hexadecimal digits.
    func fingerprint(_ prepared: Tasks.Prepared, on engine: String) throws -> String {
        struct Recipe: Encodable {
            let kind, mode, engine: String
            let blobs, models: [String]
            let text: String?
            let options: [String: String]
        }
        let recipe = Recipe(
            kind: kind.rawValue, mode: mode.rawValue, engine: engine,
            blobs: prepared.media.map { "\($0.kind.rawValue) \($0.blob.hex)" },
            models: [avatar, voice].map { $0?.rawValue ?? "" }, text: text, options: prepared.inputs.options)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return SHA256.hash(data: try encoder.encode(recipe)).hex
    }
}
